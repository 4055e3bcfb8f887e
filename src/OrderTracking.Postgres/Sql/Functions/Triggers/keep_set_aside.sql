create or replace trigger keep_set_aside before update or delete on tracking.set_aside
for each row execute function tracking.keep_set_aside();

create or replace trigger keep_set_aside_whole before truncate on tracking.set_aside
for each statement execute function tracking.keep_set_aside();
