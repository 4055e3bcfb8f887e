insert into tracking.sandbox_stories (waybill, story, account, begun_at, steps_done, is_over)
values (@waybill, @story, @account, @begun_at, @steps_done, false)
