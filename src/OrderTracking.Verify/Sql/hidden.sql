-- Events that readers leave out although nobody set them aside on record.
select e.seq_id from mt_events e
where e.is_archived and e.type <> 'tombstone' and not exists (select from tracking.set_aside a where a.position = e.seq_id)
order by e.seq_id
limit 1
