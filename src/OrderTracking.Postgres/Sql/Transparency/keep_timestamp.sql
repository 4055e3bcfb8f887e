insert into transparency.timestamps (day, checkpoint, token) values (@day, @checkpoint, @token)
on conflict (day) do nothing
returning day
