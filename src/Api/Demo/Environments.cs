namespace CdViz.Api.Demo;

/// <summary>Where services run.</summary>
internal static class Environments
{
    /// <summary>Gets every build of the main branch.</summary>
    public const string Dev = "dev";

    /// <summary>Looks like production.</summary>
    public const string Staging = "staging";

    /// <summary>What customers use.</summary>
    public const string Production = "production";

    /// <summary>The workers of the build servers, where unit tests run.</summary>
    public const string Ci = "ci";

    /// <summary>Exists for two days.</summary>
    public const string LoadTest = "load-test";

    /// <summary>An environment as a tool names it: there is one of each name, whoever made it.</summary>
    public static Content Of(string environment) => Content.Reference(environment, null);
}
