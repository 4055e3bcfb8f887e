using OrderTracking.Cli.Commands;

return await Root.Command().Parse(args).InvokeAsync();
