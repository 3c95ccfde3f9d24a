/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * bench_duplicates: how many of the duplicates of a table are found, and how many that are none.
 *
 *	bench_duplicates [-t THRESHOLD] FILE.csv --truth COLUMN [--id COLUMN]...
 *		[--fields COLUMN[:KIND][*WEIGHT],...]
 *	bench_duplicates [-t THRESHOLD] [--seed N] --people N | --companies N
 *	bench_duplicates
 *
 * Records that have the same text in the column of truth are one thing. Without --fields all
 * columns but those of --truth and --id are compared, each as what its header says that it is. The
 * second form makes N records up, the same on every machine, of which a fifth are copies: with
 * slips of the pen, cells left out, names in another order, legal forms added. Without arguments
 * some of these are measured, and what SOPS_BENCH_LINKAGE lists: a command line each, separated
 * by semicolons.
 *
 * Prints a line: what, records, pairs that are one, precision, recall, F1, times compared, times
 * not compared, seconds of the processor to add and to find, peak MB.
 */
#include <sops/csv.h>
#include <sops/duplicates.h>

#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <time.h>
#include <unistd.h>

#define MOST_COLUMNS 256
#define MOST_FIELDS 64

static _Noreturn void give_up(const char *what)
{
	fprintf(stderr, "bench_duplicates: %s\n", what);
	exit(2);
}

static void must(int status, const struct sops_error *err)
{
	if (status < 0)
		give_up(err->text);
}

struct asked {
	const char *file, *truth, *fields;
	const char *ids[MOST_COLUMNS];
	size_t n_ids;
	struct sops_money threshold;
	uint64_t people, companies, seed;
	bool list;
};

/* The truth by record: equal numbers are one thing; then what was found. */
struct measured {
	uint64_t *truth, *found;
	size_t count, size;
	double adding, finding;
};

static double now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
	return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static void note(struct measured *m, uint64_t truth)
{
	if (m->count == m->size) {
		m->size = m->size ? 2 * m->size : 1024;
		m->truth = reallocarray(m->truth, m->size, sizeof(*m->truth));
		if (!m->truth)
			give_up("out of memory");
	}
	m->truth[m->count++] = truth;
}

struct both {
	uint64_t truth, found;
};

static int by_truth(const void *a, const void *b)
{
	const struct both *x = a, *y = b;

	if (x->truth != y->truth)
		return x->truth < y->truth ? -1 : 1;
	return x->found < y->found ? -1 : x->found > y->found;
}

static int by_found(const void *a, const void *b)
{
	const struct both *x = a, *y = b;

	return x->found < y->found ? -1 : x->found > y->found;
}

static double pairs(uint64_t n)
{
	return (double)n * (double)(n - 1) / 2;
}

struct score {
	double truth, found, right; /* pairs */
};

static struct score count(const struct measured *m)
{
	struct both *all = calloc(m->count + 1, sizeof(*all));
	struct score score = { 0 };
	size_t same = 0, both = 0;

	if (!all)
		give_up("out of memory");
	for (size_t i = 0; i < m->count; i++)
		all[i] = (struct both){ m->truth[i], m->found[i] };
	qsort(all, m->count, sizeof(*all), by_truth);
	for (size_t i = 0; i < m->count; i++) {
		same++;
		both++;
		if (i + 1 == m->count || by_truth(&all[i], &all[i + 1]) != 0) {
			score.right += pairs(both);
			both = 0;
		}
		if (i + 1 == m->count || all[i].truth != all[i + 1].truth) {
			score.truth += pairs(same);
			same = 0;
		}
	}
	qsort(all, m->count, sizeof(*all), by_found);
	for (size_t i = 0; i < m->count; i++) {
		same++;
		if (i + 1 == m->count || all[i].found != all[i + 1].found) {
			score.found += pairs(same);
			same = 0;
		}
	}
	free(all);
	return score;
}

/* What was found, a number for each record: its cluster's first; a record stands at its number. */
static void find(struct measured *m, struct sops_duplicates *duplicates)
{
	struct sops_error err = { .status = SOPS_OK };
	double began = now();

	must(sops_duplicates_find(duplicates, &err), &err);
	m->finding = now() - began;
	m->found = calloc(m->count + 1, sizeof(*m->found));
	if (!m->found)
		give_up("out of memory");
	for (size_t i = 0; i < m->count; i++)
		m->found[i] = i;
	for (size_t i = 0; i < sops_duplicates_count(duplicates); i++) {
		const struct sops_duplicate *one = sops_duplicates_at(duplicates, i);

		m->found[one->byte] = one->first;
	}
}

static void print(const char *what, const struct measured *m,
	const struct sops_duplicates *duplicates)
{
	struct sops_duplicates_work work = sops_duplicates_worked(duplicates);
	struct score s = count(m);
	double precision = s.found > 0 ? s.right / s.found : 1;
	double recall = s.truth > 0 ? s.right / s.truth : 1;
	struct rusage usage;

	getrusage(RUSAGE_SELF, &usage);
	printf("%-24s %8zu %8.0f  %.4f  %.4f  %.4f %11" PRIu64 " %9" PRIu64 " %7.2f %7.2f %6ld\n",
		what, m->count, s.truth, precision, recall,
		precision + recall > 0 ? 2 * precision * recall / (precision + recall) : 0,
		work.compared, work.skipped, m->adding, m->finding, usage.ru_maxrss / 1024);
}

static void print_heading(void)
{
	printf("%-24s %8s %8s  %6s  %6s  %6s %11s %9s %7s %7s %6s\n", "", "records", "pairs",
		"prec.", "recall", "F1", "compared", "not", "adding", "finding", "MB");
}

/* What is wrong, for a closer look: pairs that are one and were not found, and the reverse. */
static void list(const struct measured *m)
{
	for (size_t i = 0; i < m->count; i++)
		for (size_t j = i + 1; j < m->count && m->count <= 20000; j++)
			if ((m->truth[i] == m->truth[j]) != (m->found[i] == m->found[j]))
				printf("%s\t%zu\t%zu\n", m->truth[i] == m->truth[j] ? "missed" :
					"wrong", i + 2, j + 2);
}

/* A file. */

struct columns {
	struct sops_duplicates_field fields[MOST_FIELDS];
	size_t at[MOST_FIELDS];
	size_t n, truth;
};

static size_t column(const struct sops_record *header, struct sops_field name)
{
	for (size_t i = 0; i < header->count; i++)
		if (sops_field_equal(sops_field_trim(header->fields[i]), name))
			return i;
	fprintf(stderr, "no column %.*s\n", (int)name.len, name.at);
	exit(2);
}

static void add_field(struct columns *c, size_t at, enum sops_likeness like,
	struct sops_money weight)
{
	if (c->n == MOST_FIELDS)
		give_up("too many columns");
	c->fields[c->n] = (struct sops_duplicates_field){ like, weight };
	c->at[c->n++] = at;
}

static void choose_one(struct columns *c, const struct sops_record *header,
	struct sops_field field)
{
	struct sops_field name = sops_field_cut(&field, ':');
	enum sops_likeness like = sops_likeness_of(name);
	struct sops_money weight = SOPS_MONEY_BLANK;
	struct sops_error err = { .status = SOPS_OK };

	if (field.at) {
		struct sops_field kind = sops_field_cut(&field, '*');

		if (sops_likeness_find(kind) < 0)
			give_up("no such kind");
		like = (enum sops_likeness)sops_likeness_find(kind);
		if (field.at)
			must(sops_money_parse(&weight, NULL, field, SOPS_DECIMAL_POINT, &err),
				&err);
	}
	add_field(c, column(header, name), like, weight);
}

static bool is_left_out(const struct asked *asked, const struct columns *c,
	const struct sops_record *header, size_t at)
{
	for (size_t i = 0; i < asked->n_ids; i++)
		if (column(header, sops_field_of(asked->ids[i])) == at)
			return true;
	return at == c->truth;
}

static void choose(struct columns *c, const struct asked *asked, const struct sops_record *header)
{
	struct sops_field rest = sops_field_of(asked->fields);

	c->n = 0;
	c->truth = column(header, sops_field_of(asked->truth));
	while (rest.at)
		choose_one(c, header, sops_field_cut(&rest, ','));
	for (size_t i = 0; !asked->fields && i < header->count; i++)
		if (!is_left_out(asked, c, header, i))
			add_field(c, i, sops_likeness_of(header->fields[i]), SOPS_MONEY_BLANK);
}

static uint64_t hash(struct sops_field text)
{
	uint64_t hash = UINT64_C(14695981039346656037);

	for (size_t i = 0; i < text.len; i++)
		hash = (hash ^ (unsigned char)text.at[i]) * UINT64_C(1099511628211);
	return hash;
}

static void read_file(struct measured *m, struct sops_duplicates **duplicates,
	const struct asked *asked)
{
	struct sops_error err = { .status = SOPS_OK };
	struct sops_field texts[MOST_FIELDS];
	const struct sops_record *record;
	struct columns c;
	struct sops_csv *csv;
	int fd = open(asked->file, O_RDONLY), status;

	if (fd < 0)
		give_up("cannot open the file");
	must(sops_csv_open(&csv, fd, asked->file, NULL, &err), &err);
	choose(&c, asked, sops_csv_header(csv));
	must(sops_duplicates_new(duplicates, c.fields, c.n, asked->threshold, &err), &err);
	while ((status = sops_csv_next(csv, &record, &err)) > 0) {
		for (size_t i = 0; i < c.n; i++)
			texts[i] = record->fields[c.at[i]];
		must(sops_duplicates_add(*duplicates, texts, m->count, &err), &err);
		note(m, hash(record->fields[c.truth]));
	}
	must(status, &err);
	sops_csv_free(csv);
	close(fd);
}

/* Records that are made up. */

struct random {
	uint64_t state;
};

static uint32_t draw(struct random *random, uint32_t below)
{
	random->state = random->state * UINT64_C(6364136223846793005) +
		UINT64_C(1442695040888963407);
	return (uint32_t)((random->state >> 32) % below);
}

/* The first are the most frequent: about as one over their place. */
static size_t draw_often(struct random *random, size_t count)
{
	size_t within = 1 + draw(random, (uint32_t)count);

	return draw(random, (uint32_t)within);
}

static const char *const firsts[] = { "James", "Mary", "Robert", "Patricia", "John", "Jennifer",
	"Michael", "Linda", "David", "Elizabeth", "William", "Barbara", "Richard", "Susan",
	"Joseph", "Jessica", "Thomas", "Sarah", "Charles", "Karen", "Anna", "Peter", "Sofia",
	"Lukas", "Emma", "Noah", "Mia", "Ahmed", "Fatima", "Wei", "Li", "Hiroshi", "Yuki", "Ivan",
	"Olga", "Pierre", "Camille", "Giulia", "Marco", "Carlos", "Lucia", "Ingrid", "Lars",
	"Priya", "Arjun", "Grace", "Samuel", "Hannah", "Oscar", "Chloe" };
static const char *const lasts[] = { "Smith", "Johnson", "Williams", "Brown", "Jones", "Garcia",
	"Miller", "Davis", "Rodriguez", "Martinez", "Wilson", "Anderson", "Taylor", "Thomas",
	"Moore", "Jackson", "Martin", "Lee", "Thompson", "White", "Harris", "Clark", "Lewis",
	"Walker", "Hall", "Young", "King", "Wright", "Scott", "Green", "Baker", "Adams", "Nelson",
	"Müller", "Schmidt", "Fischer", "Weber", "Rossi", "Russo", "Dubois", "Laurent", "Novak",
	"Ivanov", "Petrov", "Tanaka", "Suzuki", "Chen", "Wang", "Zhang", "Nguyen" };
static const char *const syllables[] = { "ka", "lo", "mi", "ra", "ten", "vor", "sol", "bri", "dan",
	"fel", "gor", "hun", "jas", "kel", "lum", "mor", "nex", "oph", "pra", "quin", "ros",
	"sta", "tru", "ul", "ven", "wil", "xan", "yor", "zed", "chi" };
static const char *const trades[] = { "Systems", "Technologies", "Foods", "Logistics", "Consulting",
	"Energy", "Trading", "Industries", "Media", "Pharma", "Software", "Partners" };
static const char *const forms[] = { " Ltd", " Limited", " Inc.", ", Inc", " LLC", " GmbH",
	" Co., Ltd.", " Corp", " S.A.", "" };
static const char *const streets[] = { "High Street", "Station Road", "Main Street", "Park Avenue",
	"Church Lane", "Mill Road", "King Street", "Oak Drive", "Hill Crescent", "Bridge Street" };
static const char *const cities[] = { "London", "Springfield", "Berlin", "Paris", "Sydney",
	"Melbourne", "Boston", "Dublin", "Madrid", "Chicago", "Hamburg", "Lyon", "Perth" };
static const char *const hosts[] = { "gmail.com", "yahoo.com", "outlook.com", "example.com",
	"example.org", "example.net" };
#define PICK(random, list) list[draw_often(random, sizeof(list) / sizeof((list)[0]))]

enum { CELLS = 7, ROOM = 96 };

struct row {
	char cells[CELLS][ROOM];
};

static const struct sops_duplicates_field people[CELLS] = {
	{ SOPS_LIKE_PERSON, SOPS_MONEY_BLANK }, { SOPS_LIKE_PERSON, SOPS_MONEY_BLANK },
	{ SOPS_LIKE_TEXT, SOPS_MONEY_BLANK }, { SOPS_LIKE_TEXT, SOPS_MONEY_BLANK },
	{ SOPS_LIKE_EXACT, SOPS_MONEY_BLANK }, { SOPS_LIKE_PHONE, SOPS_MONEY_BLANK },
	{ SOPS_LIKE_EMAIL, SOPS_MONEY_BLANK },
};
static const struct sops_duplicates_field companies[CELLS] = {
	{ SOPS_LIKE_COMPANY, SOPS_MONEY_BLANK }, { SOPS_LIKE_PERSON, SOPS_MONEY_BLANK },
	{ SOPS_LIKE_TEXT, SOPS_MONEY_BLANK }, { SOPS_LIKE_TEXT, SOPS_MONEY_BLANK },
	{ SOPS_LIKE_EXACT, SOPS_MONEY_BLANK }, { SOPS_LIKE_PHONE, SOPS_MONEY_BLANK },
	{ SOPS_LIKE_DOMAIN, SOPS_MONEY_BLANK },
};

/* Half of all surnames are of the list, the others made of syllables: a long tail. */
static void make_surname(struct random *r, char *out)
{
	if (draw(r, 2)) {
		snprintf(out, ROOM, "%s", PICK(r, lasts));
		return;
	}
	snprintf(out, ROOM, "%s%s%s", PICK(r, syllables), PICK(r, syllables), PICK(r, syllables));
	out[0] = (char)(out[0] - 'a' + 'A');
}

static void make_place(struct random *r, struct row *row)
{
	snprintf(row->cells[2], ROOM, "%u %s", 1 + draw(r, 250), PICK(r, streets));
	snprintf(row->cells[3], ROOM, "%s", PICK(r, cities));
	snprintf(row->cells[5], ROOM, "+1 (%03u) %03u-%04u", 201 + draw(r, 700),
		200 + draw(r, 800), draw(r, 10000));
}

static void make_person(struct random *r, struct row *row)
{
	snprintf(row->cells[0], ROOM, "%s", PICK(r, firsts));
	make_surname(r, row->cells[1]);
	make_place(r, row);
	snprintf(row->cells[4], ROOM, "%04u-%02u-%02u", 1940 + draw(r, 65), 1 + draw(r, 12),
		1 + draw(r, 28));
	snprintf(row->cells[6], ROOM, "%.20s.%.30s%u@%s", row->cells[0], row->cells[1],
		draw(r, 100), PICK(r, hosts));
}

static void make_company(struct random *r, struct row *row)
{
	char name[ROOM], contact[ROOM];

	snprintf(name, sizeof(name), "%s%s%s", PICK(r, syllables), PICK(r, syllables),
		draw(r, 2) ? PICK(r, syllables) : "");
	name[0] = (char)(name[0] - 'a' + 'A');
	snprintf(row->cells[0], ROOM, "%.40s %s%s", name, PICK(r, trades), PICK(r, forms));
	make_surname(r, contact);
	snprintf(row->cells[1], ROOM, "%s %.40s", PICK(r, firsts), contact);
	make_place(r, row);
	snprintf(row->cells[4], ROOM, "%05u", draw(r, 100000));
	snprintf(row->cells[6], ROOM, "www.%.40s%u.com", name, draw(r, 50));
}

/* A slip: a letter left out, doubled, changed, or two that change places; never inside a character
 * of several bytes. */
static void slip(struct random *r, char *cell)
{
	size_t len = strlen(cell), at;

	if (len < 3 || len + 2 > ROOM)
		return;
	at = 1 + draw(r, (uint32_t)len - 2);
	if ((cell[at] & 0x80) || (cell[at + 1] & 0x80))
		return;
	switch (draw(r, 4)) {
	case 0:
		memmove(cell + at, cell + at + 1, len - at);
		break;
	case 1:
		memmove(cell + at + 1, cell + at, len - at + 1);
		break;
	case 2:
		cell[at] = cell[at] >= '0' && cell[at] <= '9' ? (char)('0' + draw(r, 10)) :
			(char)('a' + draw(r, 26));
		break;
	default:
		if (cell[at + 1]) {
			char c = cell[at];

			cell[at] = cell[at + 1];
			cell[at + 1] = c;
		}
	}
}

static void swap(char *a, char *b)
{
	char kept[ROOM];

	memcpy(kept, a, ROOM);
	memcpy(a, b, ROOM);
	memcpy(b, kept, ROOM);
}

static void another_form(struct random *r, char *cell)
{
	char *space = strchr(cell, ' ');
	char *end = space ? strpbrk(space + 1, " ,") : NULL;

	if (end)
		snprintf(end, (size_t)(cell + ROOM - end), "%s", PICK(r, forms));
}

/* One to four changes. */
static void spoil(struct random *r, struct row *row, bool company)
{
	for (uint32_t changes = 1 + draw(r, 4); changes; changes--) {
		uint32_t cell = draw(r, CELLS);

		switch (draw(r, 8)) {
		case 0:
		case 1:
			row->cells[cell][0] = '\0';
			break;
		case 2:
			if (company)
				another_form(r, row->cells[0]);
			else
				swap(row->cells[0], row->cells[1]);
			break;
		case 3:
			make_place(r, row); /* it moved */
			break;
		default:
			slip(r, row->cells[cell]);
		}
	}
}

static void add_row(struct measured *m, struct sops_duplicates *duplicates, const struct row *row,
	uint64_t truth)
{
	struct sops_error err = { .status = SOPS_OK };
	struct sops_field texts[CELLS];

	for (size_t i = 0; i < CELLS; i++)
		texts[i] = sops_field_of(row->cells[i]);
	must(sops_duplicates_add(duplicates, texts, m->count, &err), &err);
	note(m, truth);
}

static void make_up(struct measured *m, struct sops_duplicates **duplicates,
	const struct asked *asked)
{
	bool company = asked->companies > 0;
	uint64_t want = company ? asked->companies : asked->people;
	struct random r = { asked->seed };
	struct sops_error err = { .status = SOPS_OK };

	must(sops_duplicates_new(duplicates, company ? companies : people, CELLS,
		asked->threshold, &err), &err);
	for (uint64_t truth = 0; m->count < want; truth++) {
		struct row row, copy;

		if (company)
			make_company(&r, &row);
		else
			make_person(&r, &row);
		add_row(m, *duplicates, &row, truth);
		while (m->count < want && draw(&r, 5) == 0) {
			copy = row;
			spoil(&r, &copy, company);
			add_row(m, *duplicates, &copy, truth);
		}
	}
}

static void measure(const struct asked *asked)
{
	struct sops_duplicates *duplicates = NULL;
	struct measured m = { .count = 0 };
	double began = now();
	char what[64];

	if (asked->file) {
		const char *slash = strrchr(asked->file, '/');

		read_file(&m, &duplicates, asked);
		snprintf(what, sizeof(what), "%.60s", slash ? slash + 1 : asked->file);
	} else {
		make_up(&m, &duplicates, asked);
		snprintf(what, sizeof(what), "made up: %s", asked->people ? "people" : "companies");
	}
	m.adding = now() - began;
	find(&m, duplicates);
	print(what, &m, duplicates);
	if (asked->list)
		list(&m);
	sops_duplicates_free(duplicates);
	free(m.truth);
	free(m.found);
}

static uint64_t number(const char *text)
{
	char *end;
	unsigned long long n = strtoull(text, &end, 10);

	if (*end || end == text)
		give_up("not a number");
	return n;
}

static struct asked parse(char **words)
{
	struct asked asked = { .threshold = SOPS_MONEY_BLANK, .seed = 1 };
	struct sops_error err = { .status = SOPS_OK };

	for (; *words; words++) {
		const char *word = *words;

		if (word[0] != '-') {
			asked.file = word;
			continue;
		}
		if (strcmp(word, "--list") == 0) {
			asked.list = true;
			continue;
		}
		if (!*++words)
			give_up("an option lacks its value");
		if (strcmp(word, "--truth") == 0)
			asked.truth = *words;
		else if (strcmp(word, "--fields") == 0)
			asked.fields = *words;
		else if (strcmp(word, "--id") == 0 && asked.n_ids < MOST_COLUMNS)
			asked.ids[asked.n_ids++] = *words;
		else if (strcmp(word, "--seed") == 0)
			asked.seed = number(*words);
		else if (strcmp(word, "--people") == 0)
			asked.people = number(*words);
		else if (strcmp(word, "--companies") == 0)
			asked.companies = number(*words);
		else if (strcmp(word, "-t") == 0)
			must(sops_money_parse(&asked.threshold, NULL, sops_field_of(*words),
				SOPS_DECIMAL_POINT, &err), &err);
		else
			give_up("no such option");
	}
	if (asked.file && !asked.truth)
		give_up("which column is the truth? --truth COLUMN");
	return asked;
}

/* Command lines in a variable of the environment. */
static void measure_listed(char *lines)
{
	for (char *line; lines && (line = strsep(&lines, ";")) != NULL;) {
		char *words[MOST_COLUMNS + 1] = { NULL };
		struct asked asked;
		size_t n = 0;

		for (char *word; line && n < MOST_COLUMNS && (word = strsep(&line, " ")) != NULL;)
			if (*word)
				words[n++] = word;
		if (n == 0)
			continue;
		asked = parse(words);
		measure(&asked);
	}
}

int main(int argc, char **argv)
{
	static const uint64_t sizes[] = { 10000, 100000 };
	struct asked asked = parse(argv + 1);

	if (!getenv("SOPS_BENCH_BARE"))
		print_heading();
	if (argc > 1) {
		measure(&asked);
		return 0;
	}
	for (size_t i = 0; i < sizeof(sizes) / sizeof(sizes[0]); i++) {
		asked = (struct asked){ .people = sizes[i], .seed = 1,
			.threshold = SOPS_MONEY_BLANK };
		measure(&asked);
		asked.companies = asked.people;
		asked.people = 0;
		measure(&asked);
	}
	measure_listed(getenv("SOPS_BENCH_LINKAGE"));
	return 0;
}
