-- Compare-and-set: fails, and with it the transaction, when the views are not at the position that this node expects.
select tracking.move_views($1, $2)
