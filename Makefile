# SPDX-License-Identifier: GPL-3.0-or-later
# Sources are found by wildcard: a new command, module, header, page or test needs no edit here.

VERSION   = 0.1.0
SONAME    = libsops.so.0
BUILD    ?= build
PREFIX   ?= /usr/local
BINDIR   ?= $(PREFIX)/bin
LIBDIR   ?= $(PREFIX)/lib
INCDIR   ?= $(PREFIX)/include
DATADIR  ?= $(PREFIX)/share
CFLAGS   ?= -O2 -g
SOPS_SHARED_DATA ?= ../shared/data

PACKAGES  = smartcols gsl jansson libutf8proc libpcre2-8 libxxhash minizip expat libsodium
WARNINGS  = -Wall -Wextra -Wshadow -Wstrict-prototypes -Wmissing-prototypes -Wconversion \
	    -Wno-sign-conversion -Wvla -Wpointer-arith -Wformat=2 $(if $(WERROR),-Werror)
SANITIZER = $(if $(SANITIZE),-fsanitize=address -fsanitize=undefined -fno-sanitize-recover=all -fno-omit-frame-pointer)
COMPILE   = $(CC) -std=gnu11 -D_GNU_SOURCE -DSOPS_VERSION='"$(VERSION)"' -Ilib $(PACKAGE_CFLAGS) \
	    $(CPPFLAGS) $(WARNINGS) -fPIC -fno-semantic-interposition -ffp-contract=off $(CFLAGS) \
	    $(SANITIZER) -MMD -MP
LINK      = $(CC) $(CFLAGS) $(SANITIZER) -Wl,--as-needed $(LDFLAGS)
# Asked for once, and not before the packages are there.
PACKAGE_CFLAGS = $(eval PACKAGE_CFLAGS := $$(shell pkg-config --cflags $(PACKAGES)))$(PACKAGE_CFLAGS)
LIBS           = $(eval LIBS := -lcsv $$(shell pkg-config --libs $(PACKAGES)) -lm)$(LIBS)

NAMES    := $(patsubst cmd/sops-%.c,%,$(wildcard cmd/sops-*.c))
COMMANDS := $(NAMES:%=$(BUILD)/sops-%)
CLI      := $(patsubst %.c,$(BUILD)/%.o,$(filter-out cmd/sops-%,$(wildcard cmd/*.c)))
PROFILES := $(sort $(wildcard lib/profiles/*.profile))
RULES    := $(sort $(wildcard lib/rules/*.csv))
LIB      := $(patsubst %.c,$(BUILD)/%.o,$(wildcard lib/*.c lib/*/*.c)) $(BUILD)/lib/profiles.o \
	    $(BUILD)/lib/builtin_rules.o
UNIT     := $(patsubst %.c,$(BUILD)/%,$(wildcard tests/unit/test_*.c))
HELPERS  := $(patsubst %.c,$(BUILD)/%.o,$(filter-out tests/unit/test_%,$(wildcard tests/unit/*.c)))
GENERATE := $(patsubst %.c,$(BUILD)/%.o,$(wildcard tests/bench/gen*.c))
BENCH    := $(patsubst %.c,$(BUILD)/%,$(filter-out tests/bench/gen%,$(wildcard tests/bench/*.c)))
DIFFER   := $(patsubst %.c,$(BUILD)/%.o,$(wildcard tests/fuzz/differ*.c))
FUZZ     := $(patsubst %.c,$(BUILD)/%,$(wildcard tests/fuzz/fuzz_*.c))
PROGRAMS := $(UNIT) $(BENCH) $(if $(GENERATE),$(BUILD)/tests/generate) $(FUZZ) $(BUILD)/tests/fuzz/differ
OBJECTS  := $(CLI) $(LIB) $(HELPERS) $(GENERATE) $(NAMES:%=$(BUILD)/cmd/sops-%.o) $(UNIT:=.o) $(BENCH:=.o) \
	    $(DIFFER) $(FUZZ:=.o) $(BUILD)/tests/fuzz/replay.o
LIBRARY  := $(BUILD)/libsops.so.$(VERSION)
COMPLETIONS := $(NAMES:%=$(BUILD)/completions/bash/sops-%)
PAGES    := $(wildcard man/*.[1-9])
TESTS    := $(patsubst $(BUILD)/tests/unit/%,unit:%,$(UNIT)) $(NAMES:%=cases:%) $(NAMES:%=conventions:%) \
	    $(PAGES:%=examples:%) $(patsubst %,examples:%,$(wildcard README.md)) six-places kpi-words rules-words completions \
	    install found-again audit-found audit-glances audit-known dialects check-generate parts errors threads replay

ifndef V
.SILENT:
endif
ifeq ($(MAKELEVEL),0)
MAKEFLAGS += -rj$(shell nproc 2>/dev/null || echo 2)
endif
say = printf '  %-8s%s\n'
export BUILD CC SANITIZE SOPS_SHARED_DATA VERSION
.DELETE_ON_ERROR:
.PHONY: all programs demo check check-asan bench fuzz lint install uninstall deps clean help

all: $(COMMANDS) $(BUILD)/libsops.a $(LIBRARY) $(COMPLETIONS) ## build the commands, the library and the completions
programs: all $(PROGRAMS) ## build the test programs and the data generator too
demo: programs ## run a few commands over generated sample data
	sh tests/bench/demo
check: programs ## build and run every test
	prove -foj"$$(nproc)" --exec tests/run $(TESTS)
check-asan: ## the same with AddressSanitizer and UBSan
	$(MAKE) --no-print-directory BUILD=build-asan SANITIZE=1 CFLAGS='-O1 -g' check
bench: programs ## time the commands over generated data
	sh tests/bench/bench
fuzz: $(BUILD)/tests/fuzz/differ ## fuzz the reader, and all else that reads what strangers wrote, with clang (and AFL++)
	sh tests/fuzz/run
lint: ## stricter compilers, static analysis, man pages, scripts, house rules
	+sh tests/lint
deps: ## install the Debian packages that are missing, or say which
	sh .ci/deps $(if $(filter check demo deps,$(MAKECMDGOALS)),,--check)
clean: ## remove what was built
	rm -rf build build-asan build-fuzz build-afl $(BUILD)
help: ## list the targets
	sed -n 's/^\([a-z-]*\):.*## /\1\t/p' Makefile | expand -t 12

$(OBJECTS): | deps
$(BUILD)/%.o: %.c Makefile
	mkdir -p $(@D)
	$(say) CC $@
	$(COMPILE) -c -o $@ $<
$(BUILD)/lib/profiles.c: lib/embed.awk $(PROFILES)
	mkdir -p $(@D)
	$(say) GEN $@
	awk -f lib/embed.awk -v include=profile_private.h -v array=sops__builtins $(PROFILES) >$@
$(BUILD)/lib/builtin_rules.c: lib/embed.awk $(RULES)
	mkdir -p $(@D)
	$(say) GEN $@
	awk -f lib/embed.awk -v include=rules_private.h -v array=sops__builtin_rules $(RULES) >$@
$(BUILD)/lib/profiles.o $(BUILD)/lib/builtin_rules.o: %.o: %.c lib/builtin.h lib/profile_private.h \
		lib/rules_private.h Makefile
	$(say) CC $@
	$(COMPILE) -c -o $@ $<
$(BUILD)/libsops.a: $(LIB)
$(BUILD)/libcli.a: $(CLI)
$(BUILD)/%.a:
	mkdir -p $(@D) && rm -f $@
	$(say) AR $@
	$(AR) rcs $@ $^
$(LIBRARY): $(LIB) lib/libsops.map
	$(say) LINK $@
	$(LINK) -shared -Wl,-soname,$(SONAME) -Wl,--version-script=lib/libsops.map \
		$(if $(SANITIZE),,-Wl,-z,defs) -o $@ $(LIB) $(LIBS)
$(BUILD)/sops-%: $(BUILD)/cmd/sops-%.o $(BUILD)/libcli.a $(BUILD)/libsops.a
	$(say) LINK $@
	$(LINK) -o $@ $^ $(LIBS)
$(UNIT): %: %.o $(HELPERS) $(BUILD)/libcli.a $(BUILD)/libsops.a
	$(say) LINK $@
	$(LINK) -o $@ $^ -lcmocka $(LIBS)
$(BENCH): %: %.o $(BUILD)/libsops.a
	$(say) LINK $@
	$(LINK) -o $@ $^ $(LIBS)
$(FUZZ): %: %.o $(BUILD)/tests/fuzz/replay.o $(BUILD)/libsops.a
	$(say) LINK $@
	$(LINK) -o $@ $^ $(LIBS)
$(BUILD)/tests/fuzz/differ: $(DIFFER) $(BUILD)/libsops.a
	$(say) LINK $@
	$(LINK) -o $@ $^ $(LIBS)
$(BUILD)/tests/generate: $(GENERATE) $(BUILD)/libsops.a
	$(say) LINK $@
	$(LINK) -o $@ $^ $(LIBS)
$(BUILD)/completions/bash/%: $(BUILD)/% lib/completions.awk
	mkdir -p $(@D) $(BUILD)/completions/zsh $(BUILD)/completions/fish
	$(say) GEN $@
	$< --print-options >$(BUILD)/completions/$*.tsv
	awk -f lib/completions.awk -v command=$* -v dir=$(BUILD)/completions $(BUILD)/completions/$*.tsv

# What goes where: each line is a folder and the files that go into it.
D = $(DESTDIR)
install: all ## install under $(PREFIX), or under $(DESTDIR)$(PREFIX)
	install -d $D$(BINDIR) $D$(LIBDIR)/pkgconfig $D$(INCDIR)/sops $D$(DATADIR)/sops/rules $D$(DATADIR)/man
	for f in $(COMMANDS); do install "$$f" $D$(BINDIR); done
	for f in lib/sops/*.h; do install -m644 "$$f" $D$(INCDIR)/sops; done
	for f in $(wildcard lib/profiles/*); do install -m644 "$$f" $D$(DATADIR)/sops; done
	for f in $(RULES); do install -m644 "$$f" $D$(DATADIR)/sops/rules; done
	for f in $(PAGES); do install -Dm644 "$$f" "$D$(DATADIR)/man/man$${f##*.}/$${f##*/}"; done
	install -m644 $(BUILD)/libsops.a $D$(LIBDIR)
	install -m755 $(LIBRARY) $D$(LIBDIR)
	ln -sf libsops.so.$(VERSION) $D$(LIBDIR)/$(SONAME)
	ln -sf $(SONAME) $D$(LIBDIR)/libsops.so
	sed 's|@PREFIX@|$(PREFIX)|;s|@LIBDIR@|$(LIBDIR)|;s|@INCDIR@|$(INCDIR)|;s|@VERSION@|$(VERSION)|' \
		lib/libsops.pc.in >$D$(LIBDIR)/pkgconfig/libsops.pc
	for c in $(NAMES:%=sops-%); do \
		install -Dm644 $(BUILD)/completions/bash/$$c $D$(DATADIR)/bash-completion/completions/$$c; \
		install -Dm644 $(BUILD)/completions/zsh/_$$c $D$(DATADIR)/zsh/site-functions/_$$c; \
		install -Dm644 $(BUILD)/completions/fish/$$c.fish $D$(DATADIR)/fish/vendor_completions.d/$$c.fish; \
	done
uninstall: ## remove what install put there
	rm -f $(COMMANDS:$(BUILD)/%=$D$(BINDIR)/%) $(PAGES:man/%=$D$(DATADIR)/man/man?/%)
	rm -f $D$(LIBDIR)/libsops.a $D$(LIBDIR)/libsops.so* $D$(LIBDIR)/pkgconfig/libsops.pc
	rm -f $(NAMES:%=$D$(DATADIR)/bash-completion/completions/sops-%)
	rm -f $(NAMES:%=$D$(DATADIR)/zsh/site-functions/_sops-%)
	rm -f $(NAMES:%=$D$(DATADIR)/fish/vendor_completions.d/sops-%.fish)
	rm -rf $D$(INCDIR)/sops $D$(DATADIR)/sops

-include $(OBJECTS:.o=.d)
