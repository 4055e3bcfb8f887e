create or replace trigger order_append before insert on mt_events
for each row when (new.mt_dotnet_type is not null and new.type <> 'tombstone') execute function tracking.order_append();
