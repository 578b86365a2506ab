namespace CdViz.Bench.Support;

/// <summary>The program that runs .NET programs.</summary>
internal static class DotNet
{
    /// <summary>The host that runs this process, or the one on the path where this process has a host of its own.</summary>
    public static string Host { get; } = Path.GetFileNameWithoutExtension(Environment.ProcessPath) is "dotnet" ? Environment.ProcessPath! : "dotnet";
}
