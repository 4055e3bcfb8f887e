insert into tracking.administrative_acts (at, subject, act, target, detail)
values (tracking.now(), @subject, @act, @target, @detail)
