create temp table {rollup} (like tracking.{rollup} including indexes) on commit drop
