package sandbox

import (
	"slices"
	"strconv"
)

const (
	defaultLimit = 10
	maxLimit     = 100
)

// pageSize reads a query's limit; ok is false for one that is given and is no number from 1 on.
func pageSize(limit string) (size int, ok bool) {
	if limit == "" {
		return defaultLimit, true
	}
	n, err := strconv.Atoi(limit)
	return min(n, maxLimit), err == nil && n >= 1
}

// paginate takes at most limit matching elements of order, the last first, beginning after the cursor
// "before" or ending before the cursor "after". position tells where a cursor is; one that is nowhere (-1)
// is ignored. older and newer are the ends of the page if there is more beyond them.
// The time it takes depends on the page and on how rare matches are, not on how long the list is.
func paginate[T any](order []T, matches func(T) bool, position func(cursor string) int, before, after string, limit int) (page []T, older, newer *T) {
	collect := func(at, step, most int) (found []int) {
		for ; at >= 0 && at < len(order) && len(found) < most; at += step {
			if matches(order[at]) {
				found = append(found, at)
			}
		}
		return found
	}
	var at []int
	if i := position(after); after != "" && i >= 0 {
		at = collect(i+1, +1, limit)
		slices.Reverse(at)
	} else if i := position(before); before != "" && i >= 0 {
		at = collect(i-1, -1, limit)
	} else {
		at = collect(len(order)-1, -1, limit)
	}
	if len(at) == 0 {
		return nil, nil, nil
	}
	for _, i := range at {
		page = append(page, order[i])
	}
	first, last := at[0], at[len(at)-1]
	if len(collect(last-1, -1, 1)) > 0 {
		older = &order[last]
	}
	if len(collect(first+1, +1, 1)) > 0 {
		newer = &order[first]
	}
	return page, older, newer
}
