# 申报助手。make run 从零装好并打开页面；make test 运行全部检查与测试。
#
#   PYTHON=…       建虚拟环境用的解释器，3.11 或 3.12
#   HOST=… PORT=…  页面监听的地址与端口（写在 make run 之后）
#   PUBLIC=…       make train 另用的公开问答检索数据（一个文件夹），见 docs/adr/0007
#   DATA=…         make bench 另评测的公开问答检索数据（各子文件夹一份）
#   TORCH_INDEX=…  PyTorch 的 CPU 版从哪里取，见 README

PYTHON ?= python3.11
TORCH_INDEX ?=

VENV := .venv
BIN := $(VENV)/bin
TORCH := $(shell sed -n 's/^ *"\(torch==[^"]*\)".*/\1/p' pyproject.toml)

# What is installed is named by what pyproject.toml says, so nothing is installed twice and a change of it is noticed.
STATE := $(firstword $(shell cksum < pyproject.toml))
INSTALLED := $(VENV)/.installed-$(STATE)
INSTALLED_DEV := $(VENV)/.installed-dev-$(STATE)

# Only a HOST or PORT given to make counts: some shells export HOST as the machine's name.
given = $(if $(filter command,$(origin $(1))),--$(2) $($(1)))
PIP := $(BIN)/python -m pip install --quiet --disable-pip-version-check

.PHONY: help run install test check format eval train golden bench clean
.DEFAULT_GOAL := help

help:
	@echo "make run      装好依赖、模型与索引，打开页面（HOST=… PORT=… 可改地址）"
	@echo "make test     全部检查与测试：check、真实模型、浏览器"
	@echo "make check    风格、类型、分层与单元测试，不联网，不需要模型"
	@echo "make install  只装依赖"
	@echo "make format   整理代码格式"
	@echo "make eval     评测，写报告，比基线  make train   由开发集重新学习权重"
	@echo "make bench    测速度与内存；写 DATA=… 则另评测公开数据"
	@echo "make golden   重写解析结果的对照文件"
	@echo "make clean    删去虚拟环境与缓存（不动数据目录）"

run: $(INSTALLED)
	@$(BIN)/policy-assistant index
	@exec $(BIN)/policy-assistant serve $(call given,HOST,host) $(call given,PORT,port)

install: $(INSTALLED)
	@:

test: check
	@$(BIN)/python -m pytest -q -m model
	@$(BIN)/python -m pytest -q -m browser

check: $(INSTALLED_DEV)
	@$(BIN)/ruff check --quiet
	@$(BIN)/ruff format --check --quiet || { echo "有文件的格式不齐，请运行 make format"; exit 1; }
	@$(BIN)/basedpyright
	@$(BIN)/lint-imports --no-logo
	@$(BIN)/python -m pytest -q -m "not model and not browser"

format: $(INSTALLED_DEV)
	@$(BIN)/ruff check --quiet --fix-only
	@$(BIN)/ruff format

eval: $(INSTALLED)
	@$(BIN)/python -m eval run

train: $(INSTALLED)
	@$(BIN)/python -m eval train $(if $(PUBLIC),--public $(PUBLIC))

golden: $(INSTALLED)
	@$(BIN)/python tests/golden/regenerate.py

bench: $(INSTALLED)
	@$(BIN)/python -m eval speed
	@$(if $(DATA),$(BIN)/python -m eval bench --data $(DATA),:)

clean:
	@rm -rf $(VENV) .pytest_cache .ruff_cache .import_linter_cache .hypothesis dist

$(BIN)/python:
	@command -v $(PYTHON) >/dev/null || { echo "没有 $(PYTHON)，请先安装 Python 3.11，或用 make PYTHON=… 指明解释器"; exit 1; }
	@$(PYTHON) -m venv $(VENV) || { rm -rf $(VENV); echo "虚拟环境没有建成；Debian、Ubuntu 上先装 python3.11-venv"; exit 1; }

# torch goes first and alone, so that a CPU build is taken where one is offered.
$(INSTALLED): | $(BIN)/python
	@echo "安装 PyTorch（$(TORCH)）……" >&2
	@$(PIP) $(if $(TORCH_INDEX),--index-url $(TORCH_INDEX)) $(TORCH)
	@echo "安装其余依赖，首次约需几分钟……" >&2
	@$(PIP) --editable .
	@rm -f $(VENV)/.installed-* && touch $@

$(INSTALLED_DEV): $(INSTALLED)
	@echo "安装检查与测试工具……" >&2
	@$(PIP) --editable '.[dev]'
	@touch $@
