create or replace trigger keep_handed_out before update or delete on tracking.handed_out
for each row execute function tracking.keep_handed_out();
