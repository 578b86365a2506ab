using System.CommandLine;
using System.CommandLine.Completions;

namespace CdViz.Api.Tests.Commands;

/// <summary>Every option and argument of every command, found in the tree of commands: none is forgotten here.</summary>
public sealed class Every_option
{
    // Shells and the build call these; people don't.
    private static readonly string[] Hidden = ["codegen", "complete"];

    private static readonly IReadOnlyList<(string Path, Command Command)> All = [.. Below("", CommandLine.Root())];

    /// <summary>Options and arguments that are no text and no flag: numbers, days, addresses, words.</summary>
    public static TheoryData<string, string> Typed => [.. All.SelectMany(one => Symbols(one.Command).Select(symbol => (one.Path, symbol)))];

    [Fact]
    public void is_looked_at()
    {
        All.Count.ShouldBeGreaterThan(70);
        Typed.Count.ShouldBeGreaterThan(90);
    }

    [Theory, MemberData(nameof(Typed))]
    public void says_in_one_line_what_is_allowed(string command, string symbol)
    {
        string[] words = [.. command.Split(' ', StringSplitOptions.RemoveEmptyEntries), .. symbol.StartsWith('-') ? new[] { symbol, "§x" } : [.. Enumerable.Repeat("§x", 3)]];

        var refused = CommandLine.Root().Parse(words).Errors.Select(error => error.Message).Where(message => message.StartsWith($"{symbol} is '§x'; allowed: ", StringComparison.Ordinal));

        refused.ShouldHaveSingleItem().ShouldNotContain("System.");
    }

    [Theory]
    [MemberData(nameof(Commands))]
    public void that_is_mistyped_is_told(string command)
    {
        string[] words = [.. command.Split(' ', StringSplitOptions.RemoveEmptyEntries), "--mistyped"];

        var wrong = CommandLine.Wrong(CommandLine.Root().Parse(words));

        wrong.ShouldNotBeNull().ShouldNotContain("System.");
        wrong.ShouldNotContain("\n");
    }

    [Fact]
    public void that_only_looks_mistyped_comes_after_two_dashes() =>
        CommandLine.Wrong(CommandLine.Root().Parse(["check", "--lenient", "--", "--odd-name.json"])).ShouldBeNull();

    [Fact]
    public void may_have_a_minus_as_its_value() => CommandLine.Wrong(CommandLine.Root().Parse(["demo", "--output", "-"])).ShouldBeNull();

    public static TheoryData<string> Commands => [.. All.Where(one => one.Path is not ("" or "marten")).Select(one => one.Path)];

    private static IEnumerable<(string Path, Command Command)> Below(string path, Command command) =>
        command.Subcommands.Where(inner => !Hidden.Contains(inner.Name)).SelectMany(inner => Below($"{path} {inner.Name}".Trim(), inner)).Prepend((path, command));

    private static IEnumerable<string> Symbols(Command command) => command.Options.Where(option => IsTyped(option.ValueType) || (option.ValueType != typeof(bool) && option.GetCompletions(CompletionContext.Empty).Any()))
        .Select(option => option.Name)
        .Concat(command.Arguments.Where(argument => IsTyped(argument.ValueType)).Select(argument => argument.Name));

    private static bool IsTyped(Type type) => type != typeof(string) && type != typeof(string[]) && type != typeof(bool) && type != typeof(void);
}
