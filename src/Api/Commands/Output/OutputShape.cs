using System.CommandLine;

namespace CdViz.Api.Commands.Output;

/// <summary>How a list is written.</summary>
internal enum OutputShape
{
    /// <summary>For people: columns that fit the terminal.</summary>
    Table,

    /// <summary>An array with all members of each item.</summary>
    Json,

    /// <summary>RFC 4180, all members of each item.</summary>
    Csv,
}

/// <summary>The options <c>--json</c> and <c>--csv</c>.</summary>
internal sealed class ShapeOptions
{
    private readonly Option<bool> json = Given.Flag("--json", "As JSON, with all there is of each item.");
    private readonly Option<bool> csv = Given.Flag("--csv", "As CSV, with all there is of each item.");

    /// <summary>Adds them.</summary>
    public void AddTo(Command command)
    {
        command.Options.Add(json);
        command.Options.Add(csv);
        command.Validators.Add(result =>
        {
            if (result.GetValue(json) && result.GetValue(csv))
            {
                result.AddError("--json and --csv exclude each other.");
            }
        });
    }

    /// <summary>What they say.</summary>
    public OutputShape Of(ParseResult parsed) => (parsed.GetValue(json), parsed.GetValue(csv)) switch
    {
        (true, _) => OutputShape.Json,
        (_, true) => OutputShape.Csv,
        _ => OutputShape.Table,
    };
}
