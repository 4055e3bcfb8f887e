select t.day, t.checkpoint, t.token from transparency.timestamps t where t.day = @day
