select exists (select from mt_events)
