using System.CommandLine;
using System.CommandLine.Parsing;

namespace CdViz.Api.Commands.Parsing;

/// <summary>Finds options that were mistyped and would pass for a file, an id or a name.</summary>
internal static class Mistyped
{
    /// <summary>What is wrong, or null. After <c>--</c> anything may be meant.</summary>
    public static string? In(ParseResult parsed)
    {
        var command = parsed.CommandResult.Command;
        if (!command.TreatUnmatchedTokensAsErrors)
        {
            return null;
        }

        // One that stands where nothing may stand.
        if (parsed.UnmatchedTokens.FirstOrDefault(IsOption) is { } unmatched)
        {
            return Refusal(parsed, unmatched);
        }

        var meant = parsed.Tokens.SkipWhile(token => token.Type is not TokenType.DoubleDash).Count(token => token.Type is TokenType.Argument);
        var given = parsed.CommandResult.Children.OfType<ArgumentResult>().SelectMany(argument => argument.Tokens).ToList();
        return given.Take(given.Count - Math.Min(meant, given.Count)).FirstOrDefault(token => IsOption(token.Value)) is { } option
            ? $"{Refusal(parsed, option.Value)} What only looks like one comes after '--'."
            : null;
    }

    private static bool IsOption(string word) => word is ['-', _, ..];

    private static string Refusal(ParseResult parsed, string word) => $"There is no option '{word}'; allowed: {string.Join(", ", Options(parsed.CommandResult))}.";

    private static IEnumerable<string> Options(CommandResult command) => command.Command.Options.Where(option => !option.Hidden).Select(option => option.Name).Append("--help");
}
