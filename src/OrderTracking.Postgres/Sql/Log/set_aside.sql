select at from tracking.set_aside_event($1, $2, $3, $4, $5, $6)
