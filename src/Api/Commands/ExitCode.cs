namespace CdViz.Api.Commands;

/// <summary>What the program's exit code says.</summary>
internal static class ExitCode
{
    /// <summary>Done.</summary>
    public const int Done = 0;

    /// <summary>The answer is no: an event is invalid, two generations differ.</summary>
    public const int No = 1;

    /// <summary>Wrong use: a command line, a setting or a file that cannot be meant.</summary>
    public const int WrongUse = 2;

    /// <summary>A dependency is not there: the database, the server.</summary>
    public const int Unavailable = 3;
}
