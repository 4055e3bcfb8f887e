using OrderTracking.SampleData.Commands;

return await SampleDataCommand.Command().Parse(args).InvokeAsync();
