-- Before the snapshot: a table that a rebuild swaps in after it would look empty in it.
lock table tracking.{rollup}, tracking.{table} in access share mode
