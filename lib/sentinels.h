/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * sentinels.h: what people write where they have nothing to write, or only try something out.
 *
 * Not the words that mean an empty cell (values.h): those are read as empty; these are
 * read as they stand, and somebody is told of them.
 */
#ifndef SOPS_SENTINELS_H
#define SOPS_SENTINELS_H

#define SOPS__SENTINELS(W) \
	W("n/a") W("na") W("null") W("none") W("nil") W("#n/a") W("(null)") W("(blank)") \
	W("(empty)") W("-") W("--") W("?") W("??") W("???") W(".") W("unknown") W("not known") \
	W("unspecified") W("undefined") W("unnamed") W("untitled") W("tbd") W("tbc") W("tba") \
	W("todo") W("test") W("testing") W("test test") W("dummy") W("asdf") W("qwerty") W("xxx") \
	W("xxxx") W("未知") W("不详") W("无") W("空") W("暂无") W("待定") W("测试") W("0000-00-00")

#endif
