delete from tracking.replays where asked_at < @before
