# SPDX-License-Identifier: GPL-3.0-or-later
# `make help` lists the verbs. Everything made goes to $(BUILD); sanitiser, coverage, fuzzing and
# clang builds call this file again with a folder of their own below build/.

BUILD = build
PREFIX ?= /usr/local
DESTDIR ?=
WERROR ?=
FUZZ_SECONDS ?= 60
COVER_LEAST = 95

CPPFLAGS += -Iinclude -D_POSIX_C_SOURCE=200809L
WARNINGS = -Wall -Wextra -Wpedantic -Wconversion -Wshadow -Wstrict-prototypes \
	-Wmissing-prototypes -Wcast-qual -Wwrite-strings -Wvla $(if $(filter 1,$(WERROR)),-Werror)
OPTIMISE = -O3 -g
# Results must be equal from one machine to the next: no contraction to fused multiply-add, and
# never -ffast-math. Nobody reads errno after a function of math.h; without it a loop that has square
# roots is done in vectors, with the same results.
ALL_CFLAGS = -std=c17 $(OPTIMISE) -ffp-contract=off -fno-math-errno $(WARNINGS) $(MODE) $(CFLAGS)
LIBRARIES = -lcsv -lmd -ljansson -lunistring -lgsl -lgslcblas -lm -lpthread
COMPILE = $(CC) $(CPPFLAGS) $(ALL_CFLAGS)
LINK = $(CC) $(ALL_CFLAGS) $(LDFLAGS)

ROOMS = base model input engine results output
LIB_SOURCES := $(wildcard $(ROOMS:%=sim/%/*.c))
CLI_SOURCES := $(wildcard sim/cli/*.c)
TEMPLATES := $(wildcard plots/*.gp)
TEST_SOURCES := $(wildcard tests/test_*.c)
TEST_SUPPORT := $(filter-out $(TEST_SOURCES),$(wildcard tests/*.c))
FUZZ_SOURCES := $(wildcard tests/fuzz/fuzz_*.c)
FAULT_SOURCE = tests/faults/failing.c
SHELL_TESTS := $(wildcard tests/golden.sh tests/cli/*.sh)
STUDIES := $(wildcard scenarios/*/study.csv)
C_SOURCES := $(LIB_SOURCES) $(CLI_SOURCES) $(TEST_SOURCES) $(TEST_SUPPORT) $(FUZZ_SOURCES) \
	$(FAULT_SOURCE) $(wildcard bench/*.c)
C_HEADERS := $(wildcard include/*/*.h sim/*/*.h tests/*.h tests/fuzz/*.h bench/*.h)

OBJ = $(BUILD)/obj
LIBRARY = $(BUILD)/liblacflow.a
PROGRAM = $(BUILD)/lacflow
# What the program is made of, but for main: for tests.
COMMANDS = $(BUILD)/commands.a
LIB_OBJECTS := $(LIB_SOURCES:%.c=$(OBJ)/%.o) $(OBJ)/gen/templates.o
CLI_OBJECTS := $(CLI_SOURCES:%.c=$(OBJ)/%.o)
SUPPORT_OBJECTS := $(TEST_SUPPORT:%.c=$(OBJ)/%.o)
UNIT_TESTS := $(TEST_SOURCES:tests/%.c=$(BUILD)/tests/%)
FUZZERS := $(FUZZ_SOURCES:tests/fuzz/%.c=$(BUILD)/bin/%)

.PHONY: all demo test asan faults faults-run tsan valgrind clang same debug lint format rooms cover fuzz bench bless install \
	clean help unit-tests fuzzers tsan-run FORCE
.DELETE_ON_ERROR:
.SECONDARY:

all: $(PROGRAM)

help:
	@echo 'make             build $(PROGRAM) and $(LIBRARY)'
	@echo 'make demo        build, then run the Herefordshire study'
	@echo 'make test        build and run all tests'
	@echo 'make asan        all tests with the address and undefined-behaviour sanitisers'
	@echo 'make faults      memory runs out wherever the program asks for some: it must end well each time'
	@echo 'make tsan        tests that use threads, and stochastic runs, with the thread sanitiser'
	@echo 'make valgrind    the unit tests and the shipped studies under valgrind'
	@echo 'make clang       all tests on a build by clang'
	@echo 'make same        stochastic runs of gcc and clang, with AVX2 and without, 1 to 3 threads,'
	@echo '                 any order: the same bytes'
	@echo 'make debug       an unoptimised build for the debugger, in build/debug'
	@echo 'make lint        clang-format (looks only), clang-tidy, cppcheck'
	@echo 'make format      clang-format (rewrites the sources)'
	@echo 'make rooms       includes, calls and state that a room may not have'
	@echo 'make cover       lines of model and engine that the tests run: at least $(COVER_LEAST) %'
	@echo 'make fuzz        libFuzzer on the readers, FUZZ_SECONDS=$(FUZZ_SECONDS) a target'
	@echo 'make bench       times and memory; simulation against a plain program on GSL'
	@echo 'make bless       rewrite the golden outputs of the shipped studies; read the diff'
	@echo 'make install     to $$(DESTDIR)$$(PREFIX), PREFIX=$(PREFIX)'
	@echo 'make clean       remove build/'
	@echo 'Variables: CC, CFLAGS, LDFLAGS, PREFIX, DESTDIR, FUZZ_SECONDS, WERROR=1 (warnings are errors)'
	@echo '`./start VERB` does the same after installing the packages that are missing.'

# ---- building ------------------------------------------------------------------------------------

# Changes when the compiler or a flag does, so that objects of two kinds are never mixed.
FLAGS_NOW = $(COMPILE) $(LDFLAGS)
$(BUILD)/flags: FORCE
	@mkdir -p $(@D)
	@printf '%s\n' '$(subst ','\'',$(FLAGS_NOW))' | cmp -s - $@ || \
		printf '%s\n' '$(subst ','\'',$(FLAGS_NOW))' >$@

$(OBJ)/%.o: %.c $(BUILD)/flags
	@mkdir -p $(@D)
	@$(COMPILE) -MMD -MP -c -o $@ $<

$(OBJ)/gen/templates.o: $(BUILD)/gen/templates.c $(BUILD)/flags
	@mkdir -p $(@D)
	@$(COMPILE) -c -o $@ $<

# Each plots/NAME.gp becomes `const char lac_template_NAME[]`, byte for byte and NUL-terminated.
# The folder is a prerequisite too: its time changes when a template is removed.
$(BUILD)/gen/templates.c: $(TEMPLATES) $(wildcard plots) Makefile
	@mkdir -p $(@D)
	@{ echo '/* made from plots/ by the Makefile */'; \
	   echo 'enum { LAC_TEMPLATES = $(words $(TEMPLATES)) };'; \
	   for file in $(TEMPLATES); do \
		name=$$(basename "$$file" .gp | tr -c 'A-Za-z0-9\n' _); \
		echo "extern const char lac_template_$$name[];"; \
		echo "const char lac_template_$$name[] = {"; \
		od -An -v -t o1 "$$file" | sed "s/ *\([0-7][0-7]*\)/'\\\\\\1',/g"; \
		echo "0};"; \
	   done; } >$@

$(LIBRARY): $(LIB_OBJECTS)
	@rm -f $@
	@$(AR) rcs $@ $^

$(PROGRAM): $(CLI_OBJECTS) $(LIBRARY)
	@$(LINK) -o $@ $(CLI_OBJECTS) $(LIBRARY) $(LIBRARIES)
	@echo 'built $@'

$(COMMANDS): $(filter-out %/main.o,$(CLI_OBJECTS))
	@rm -f $@
	@$(AR) rcs $@ $^

$(BUILD)/tests/%: $(OBJ)/tests/%.o $(SUPPORT_OBJECTS) $(COMMANDS) $(LIBRARY)
	@mkdir -p $(@D)
	@$(LINK) -o $@ $< $(SUPPORT_OBJECTS) $(COMMANDS) $(LIBRARY) $(LIBRARIES) -lcmocka

unit-tests: $(UNIT_TESTS)

# ---- running -------------------------------------------------------------------------------------

demo: all
	@$(PROGRAM) run scenarios/herefordshire/study.csv -o out/herefordshire --force
	@echo 'charts: out/herefordshire/charts'

test: all unit-tests
	@sh tests/run.sh $(BUILD) $(UNIT_TESTS) $(SHELL_TESTS)

SANITISERS = -fsanitize=address,undefined -fno-sanitize-recover=all -fno-omit-frame-pointer
asan:
	@echo 'with the address and undefined-behaviour sanitisers:'
	@$(MAKE) --no-print-directory BUILD=build/asan OPTIMISE='-O1 -g' MODE='$(SANITISERS)' test

# The objects are those of asan. Only this program has calls that fail: those that its source names.
FAILING := u8_casefold csv_init $(shell sed -n 's/^FAILING.[^,]*, \([a-z0-9_]*\),.*/\1/p' $(FAULT_SOURCE))
faults:
	@$(MAKE) --no-print-directory BUILD=build/asan OPTIMISE='-O1 -g' MODE='$(SANITISERS)' faults-run
faults-run: $(BUILD)/faults
	@sh tests/faults/run.sh $(BUILD)/faults $(BUILD)/scratch/faults
$(BUILD)/faults: $(CLI_OBJECTS) $(FAULT_SOURCE:%.c=$(OBJ)/%.o) $(LIBRARY)
	@$(LINK) $(FAILING:%=-Wl,--wrap=%) -o $@ $^ $(LIBRARIES)

# With the environment's own TSAN_OPTIONS added behind. Only what uses threads can fail.
THREAD_TESTS := $(shell grep -l 'n_threads\|lac_ensemble_run' $(TEST_SOURCES))
tsan:
	@$(MAKE) --no-print-directory BUILD=build/tsan OPTIMISE='-O1 -g' MODE='-fsanitize=thread' tsan-run
tsan-run: export TSAN_OPTIONS := halt_on_error=1:exitcode=66:$(TSAN_OPTIONS)
tsan-run: all $(THREAD_TESTS:tests/%.c=$(BUILD)/tests/%)
	@sh tests/run.sh $(BUILD) $(THREAD_TESTS:tests/%.c=$(BUILD)/tests/%)
	@for study in $(STUDIES) tests/data/chance/study.csv; do \
		$(PROGRAM) run "$$study" -o $(BUILD)/out --force --no-charts --quiet --stochastic -n 200 --seed 7 \
			-j 3 >/dev/null || { echo "tsan: failed on $$study" >&2; exit 1; }; \
	done
	@echo 'tsan: $(words $(THREAD_TESTS)) tests and $(words $(STUDIES) .) studies on 3 threads, no data race'

clang:
	@echo 'built by clang:'
	@$(MAKE) --no-print-directory BUILD=build/clang CC=clang test

same:
	@$(MAKE) --no-print-directory BUILD=build/gcc CC=gcc all
	@$(MAKE) --no-print-directory BUILD=build/clang CC=clang all
	@$(MAKE) --no-print-directory BUILD=build/plain CFLAGS='$(CFLAGS) -DLAC_NO_AVX2' all
	@sh tests/same.sh build/same build/gcc/lacflow build/clang/lacflow build/plain/lacflow

debug:
	@$(MAKE) --no-print-directory BUILD=build/debug OPTIMISE='-O0 -g3' all unit-tests

VALGRIND = valgrind -q --error-exitcode=99 --leak-check=full \
	--errors-for-leak-kinds=definite,indirect,possible
# Fewer replicates where a test says what that does to its false alarms.
valgrind: all unit-tests
	@echo 'test_simulated_means with 300 replicates instead of 1500; without test_number, whose reference is'
	@echo 'in long double, which valgrind works out as double:'
	@TEST_REPLICATES=300; UNDER='$(VALGRIND)'; export TEST_REPLICATES UNDER; \
	set -- $(filter-out %/test_number,$(UNIT_TESTS)); odd=; even=; \
	while [ $$# -gt 1 ]; do odd="$$odd $$1"; even="$$even $$2"; shift 2; done; \
	sh tests/run.sh $(BUILD) $$odd $$* & first=$$!; \
	sh tests/run.sh $(BUILD) $$even; second=$$?; \
	wait $$first && [ $$second -eq 0 ]
	@for study in $(STUDIES); do \
		$(VALGRIND) $(PROGRAM) run "$$study" -o $(BUILD)/valgrind --force --no-charts --quiet \
			>/dev/null || { echo "valgrind: failed on $$study" >&2; exit 1; }; \
	done
	@$(VALGRIND) $(PROGRAM) run tests/data/chance/study.csv -o $(BUILD)/valgrind --force --no-charts --quiet \
		--stochastic -n 70 --seed 7 -j 2 >/dev/null
	@echo 'valgrind: unit tests and $(words $(STUDIES) .) studies, no error and no leak'

bench: all
	@sh bench/bench.sh

bless: all
	@sh tests/golden.sh bless

# ---- looking -------------------------------------------------------------------------------------

# The form is pinned to clang-format 14 (Debian 12): other versions disagree in small things.
CLANG_FORMAT ?= $(shell command -v clang-format-14 || echo clang-format)
lint: $(BUILD)/gen/templates.c
	@$(CLANG_FORMAT) --dry-run -Werror $(C_SOURCES) $(C_HEADERS)
	@echo 'clang-format: $(words $(C_SOURCES) $(C_HEADERS)) files'
	@printf '%s\n' $(C_SOURCES) | xargs -P 2 -n 1 sh -c \
		'clang-tidy --quiet --warnings-as-errors="*" "$$@" -- -std=c17 $$FLAGS 2>$(BUILD)/tidy.$$$$ || \
		{ cat $(BUILD)/tidy.$$$$; exit 1; }; rm -f $(BUILD)/tidy.$$$$' lint
	@echo 'clang-tidy: $(words $(C_SOURCES)) files'
	@cppcheck --quiet --error-exitcode=1 --std=c11 --enable=warning,performance,portability \
		--inline-suppr --suppress=missingIncludeSystem $(CPPFLAGS) $(C_SOURCES)
	@echo 'cppcheck: $(words $(C_SOURCES)) files'
lint: export FLAGS = $(CPPFLAGS)

format:
	@$(CLANG_FORMAT) -i $(C_SOURCES) $(C_HEADERS)

rooms: $(LIBRARY)
	@sh tests/rooms.sh . $(OBJ)/sim

cover:
	@rm -rf build/cover
	@$(MAKE) --no-print-directory BUILD=build/cover CC=gcc OPTIMISE='-O0 -g' MODE=--coverage test
	@sh tests/cover.sh build/cover/obj $(COVER_LEAST) sim/model sim/engine

# ---- fuzzing -------------------------------------------------------------------------------------

$(BUILD)/bin/fuzz_%: $(OBJ)/tests/fuzz/fuzz_%.o $(LIBRARY)
	@mkdir -p $(@D)
	@$(LINK) -fsanitize=fuzzer -o $@ $< $(LIBRARY) $(LIBRARIES)

fuzzers: $(FUZZERS)

fuzz:
	@$(MAKE) --no-print-directory BUILD=build/fuzz CC=clang \
		MODE='-fsanitize=fuzzer-no-link $(SANITISERS)' fuzzers
	@sh tests/fuzz/run.sh build/fuzz $(FUZZ_SECONDS) $(FUZZ_SOURCES:tests/fuzz/%.c=%)

# ---- installing ----------------------------------------------------------------------------------

install: all
	@install -d '$(DESTDIR)$(PREFIX)/bin' '$(DESTDIR)$(PREFIX)/lib'
	@install -m 755 $(PROGRAM) '$(DESTDIR)$(PREFIX)/bin/lacflow'
	@install -m 644 $(LIBRARY) '$(DESTDIR)$(PREFIX)/lib/liblacflow.a'
	@for room in $(ROOMS); do \
		install -d '$(DESTDIR)$(PREFIX)'"/include/lacflow/$$room"; \
		for header in include/$$room/*.h; do \
			[ ! -e "$$header" ] || \
				install -m 644 "$$header" '$(DESTDIR)$(PREFIX)'"/include/lacflow/$$room/"; \
		done; \
	done
	@echo 'installed in $(DESTDIR)$(PREFIX)'

clean:
	@rm -rf build

-include $(shell find $(OBJ) -name '*.d' 2>/dev/null)
