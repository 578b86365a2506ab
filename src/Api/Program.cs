using CdViz.Api;

return await CommandLine.RunAsync(args);
