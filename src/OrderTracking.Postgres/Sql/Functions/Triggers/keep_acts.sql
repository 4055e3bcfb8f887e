create or replace trigger keep_acts before update or delete on tracking.administrative_acts
for each row execute function tracking.keep_acts();

create or replace trigger keep_acts_whole before truncate on tracking.administrative_acts
for each statement execute function tracking.keep_acts();
