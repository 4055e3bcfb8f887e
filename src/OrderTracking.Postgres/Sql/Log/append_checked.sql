select first_position, recorded_at, conflicting, taken
from tracking.append_checked($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15)
