-- Compare and set: fails the whole transaction when the views are not where this node believes them to be.
select tracking.move_views($1, $2)
