create or replace trigger note_reference_stream after insert on mt_streams
for each row when (strpos(new.id, ':') > 0) execute function tracking.note_reference_stream();
