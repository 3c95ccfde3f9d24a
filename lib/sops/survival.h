/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * survival.h: how long things last of which some have not ended yet.
 *
 * An observation is a time in whole days (or whatever the caller counts in) and what ended it:
 * a cause from 1 to SOPS_SURVIVAL_CAUSES, or nothing (0): it is censored, still open
 * on the day the data was looked at. Days from creation to closing, with causes won and lost;
 * days in a stage; months from hire to full quota. Dropping what is open makes all of them short.
 *
 * At each time t at which something was observed let n be how many were at risk
 * just before it, d how many ended, dk those of them by cause k. Who is censored at t was at
 * risk at t: events come first.
 *
 *	S(t)   = product of (n - d) / n over times up to t            Kaplan and Meier 1958
 *	se S   = S(t) sqrt(sum d / (n (n - d)))                       Greenwood 1926
 *	Fk(t)  = sum of S(before) dk / n over times up to t           Aalen and Johansen 1978
 *	se Fk  by the delta method (Dinse and Larson 1986; Marubini and Valsecchi 1995,
 *	       "Analysing Survival Data from Clinical Trials and Observational Studies"): the
 *	       root of the sum over times u up to t of
 *	       G^2 d / (n (n - d)) + S(before u)^2 dk (n - dk) / n^3 - 2 G S(before u) dk / n^2
 *	       where G = Fk(t) - Fk(u)
 *
 * S takes all causes together: the share still open, whatever it is that ends them. Fk is
 * the chance to have ended by cause k by then, which the other causes compete for; one
 * minus a Kaplan-Meier curve in which those are censored is more than that chance. The
 * Fk of all causes and S add to 1. The error of Fk is the one that R's survfit gives
 * for several states (the infinitesimal jackknife), and with one cause Greenwood's; cmprsk has
 * another one (Aalen 1978), which differs in small samples.
 *
 * Limits at a level, v being S or Fk and z the normal quantile:
 *
 *	log       v exp(-+ z se / v)          at most 1; what R's survfit does unless told
 *	log-log   v^exp(+- z se / (v log v))  within 0 and 1 of itself
 *	plain     v -+ z se                   cut at 0 and 1
 *
 * Where nothing has ended yet the error is 0 and both limits are v. Where S has come down
 * to 0 its error and limits are undefined: NaN.
 *
 * The counts are exact, and the sums run over times in ascending order with + - * / and
 * square roots only: any split of the data, merged in any order, gives the same bits. Limits
 * come from libm, as do all quantiles of distributions.
 */
#ifndef SOPS_SURVIVAL_H
#define SOPS_SURVIVAL_H

#include <sops/state.h>

#define SOPS_SURVIVAL_CAUSES 4
#define SOPS_SURVIVAL_CENSORED 0

/* All zero bytes: empty. The caller owns the struct, release frees what it holds. */
struct sops_survival {
	struct sops_tally times[1 + SOPS_SURVIVAL_CAUSES]; /* by what ended it; 0: censored */
};

/* How it is merged, saved and loaded (state.h): sops_state_merge(&sops_survival_state, …). */
extern const struct sops_state sops_survival_state;
/* The same as fields of a larger state that has one as a member: SOPS_STATE(struct cycle,
 * SOPS_SURVIVAL_FIELDS(struct cycle, to_close), …). One for each cause, and one before. */
#define SOPS_SURVIVAL_FIELDS(type, member) \
	SOPS_STATE_FIELD(type, member.times[0], SOPS_STATE_TALLY), \
	SOPS_STATE_FIELD(type, member.times[1], SOPS_STATE_TALLY), \
	SOPS_STATE_FIELD(type, member.times[2], SOPS_STATE_TALLY), \
	SOPS_STATE_FIELD(type, member.times[3], SOPS_STATE_TALLY), \
	SOPS_STATE_FIELD(type, member.times[4], SOPS_STATE_TALLY)

void sops_survival_release(struct sops_survival *survival);
/*
 * SOPS_EINPUT: a time is negative (which is a mistake in the data, for the caller to count), or
 * there are too many to count; then nothing has changed. SOPS_EUSAGE: there is no such cause.
 */
int sops_survival_add(struct sops_survival *survival, int64_t time, int cause,
	struct sops_error *err);

enum sops_survival_limits {
	SOPS_SURVIVAL_LOG,
	SOPS_SURVIVAL_LOG_LOG,
	SOPS_SURVIVAL_PLAIN,
	SOPS_SURVIVAL_LIMITS /* how many there are */
};

struct sops_survival_options {
	enum sops_survival_limits limits;
	double level; /* in per cent, between 0 and 100; 0: 95 */
};

/* What holds from a time on until the next point. */
struct sops_survival_point {
	int64_t time;
	int64_t at_risk;  /* just before */
	int64_t events;   /* of the cause that is asked for, else of any */
	int64_t rivals;   /* events of the other causes; 0 where none is asked for */
	int64_t censored;
	double estimate;  /* S or Fk */
	double error;     /* its standard error */
	double lower, upper;
};

/* A point for each time observed, of censored ones too, ascending. */
struct sops_survival_curve {
	struct sops_survival_point *points;
	size_t len;
	int64_t subjects, events, rivals; /* of all points */
};

/*
 * S, or Fk of a cause. *curve is the caller's, to be released; empty when nothing was observed.
 * options may be NULL: log, 95 per cent. SOPS_EINPUT: too many to count, or a negative time,
 * which only a state from elsewhere has. SOPS_EUSAGE: no such cause, kind of limits or level.
 */
int sops_survival_curve(struct sops_survival_curve *curve, const struct sops_survival *survival,
	const struct sops_survival_options *options, struct sops_error *err);
int sops_survival_incidence(struct sops_survival_curve *curve,
	const struct sops_survival *survival, int cause,
	const struct sops_survival_options *options, struct sops_error *err);
void sops_survival_curve_release(struct sops_survival_curve *curve);

/* The point that holds at a time; NULL before the first, where S is 1 and Fk 0. */
const struct sops_survival_point *sops_survival_at(const struct sops_survival_curve *curve,
	int64_t time);

/* Days, exact: whole or half ones. Undefined (sops_ratio_defined) where a curve ends above. */
struct sops_survival_quantile {
	struct sops_ratio time, lower, upper;
};

/*
 * The time by which so many per cent have ended, from 1 to 99; 50: the median. Of a curve of S
 * the first time at which it is at or below 1 - percent / 100; when it is just that until it
 * steps down again, the middle between the two times, as in R, and when it ends there, the
 * first. "Just that" is within 2^-26, as in R. The limits are the same of the curves of the
 * limits (Brookmeyer and Crowley 1982), so each can be undefined by itself.
 */
struct sops_survival_quantile sops_survival_quantile(const struct sops_survival_curve *curve,
	int percent);

/* Restricted: of time up to the limit. NaN when undefined. */
struct sops_survival_mean {
	double mean, error;
};

/*
 * The area below a curve of S up to the limit, in days; its error is the root of the sum of
 * area(t to limit)^2 d / (n (n - d)). Undefined when the limit is below 0, and when it is
 * after the last time observed and some were still open then: R draws the curve on, level.
 */
struct sops_survival_mean sops_survival_mean(const struct sops_survival_curve *curve,
	int64_t limit);

#endif
