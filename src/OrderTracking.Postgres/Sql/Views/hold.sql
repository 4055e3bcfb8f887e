-- Each page of either engine updates this row first, so what would move the views waits until this transaction ends.
select last_seq_id from mt_event_progression where name = 'Views:All' for update
