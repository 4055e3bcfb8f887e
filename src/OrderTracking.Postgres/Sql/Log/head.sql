select coalesce((select seq_id from mt_events order by seq_id desc limit 1), 0)
