using System.CommandLine;
using System.CommandLine.Parsing;

namespace CdViz.Api.Commands.Parsing;

/// <summary>Makes options and arguments whose text is read by a rule: what is not allowed is told in one line that names the option, what was found and what is allowed.</summary>
internal static class Given
{
    /// <summary>An option that is there or not.</summary>
    public static Option<bool> Flag(string name, string description)
    {
        var option = new Option<bool>(name) { Description = description, Arity = ArgumentArity.Zero };
        option.CustomParser = _ => true;
        return option;
    }

    /// <summary>An option with a value.</summary>
    public static Option<T?> Option<T>(string name, string description, Rule<T> rule, bool required = false) where T : class =>
        With(new Option<T?>(name) { Description = description, Required = required, CustomParser = given => Read(name, given, rule) }, rule);

    /// <summary>An option with a value that has a default.</summary>
    public static Option<T> Option<T>(string name, string description, Rule<T> rule, Func<T> otherwise) => With(
        new Option<T>(name) { Description = description, CustomParser = given => Read(name, given, rule), DefaultValueFactory = _ => otherwise() }, rule);

    /// <summary>An option with a number, a day and the like, null when left out.</summary>
    public static Option<T?> Maybe<T>(string name, string description, Rule<T> rule, bool required = false) where T : struct => With(
        new Option<T?>(name) { Description = description, Required = required, CustomParser = given => TryRead(name, given, rule, out var value) ? value : null }, rule);

    /// <summary>An argument.</summary>
    public static Argument<T> Argument<T>(string name, string description, Rule<T> rule)
    {
        var argument = new Argument<T>(name) { Description = description, CustomParser = given => Read(name, given, rule)! };
        argument.CompletionSources.Add([.. rule.Words]);
        return argument;
    }

    /// <summary>An argument with a number and the like, which may be left out.</summary>
    public static Argument<T?> MaybeArgument<T>(string name, string description, Rule<T> rule) where T : struct => new(name)
    {
        Description = description,
        Arity = ArgumentArity.ZeroOrOne,
        CustomParser = given => TryRead(name, given, rule, out var value) ? value : null,
    };

    /// <summary>Reads a text by a rule; what is not allowed becomes the result's error.</summary>
    public static bool TryRead<T>(string name, ArgumentResult given, Rule<T> rule, out T value)
    {
        var text = given.Tokens is [var token, ..] ? token.Value : "";
        if (rule.Read(text, out value))
        {
            return true;
        }

        given.AddError(Refusal(name, text, rule));
        return false;
    }

    /// <summary>What is said of a text that a rule does not allow.</summary>
    public static string Refusal<T>(string name, string text, Rule<T> rule) => $"{name} is '{text}'; allowed: {rule.Allowed}.";

    private static T? Read<T>(string name, ArgumentResult given, Rule<T> rule) => TryRead(name, given, rule, out var value) ? value : default;

    private static TOption With<TOption, T>(TOption option, Rule<T> rule) where TOption : Option
    {
        option.CompletionSources.Add([.. rule.Words]);
        return option;
    }
}
