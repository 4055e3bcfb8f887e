update tracking.sandbox_stories set steps_done = @steps_done, is_over = @is_over where waybill = @waybill
