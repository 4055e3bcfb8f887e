select first_position, recorded_at
from tracking.append_event($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
