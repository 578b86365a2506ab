using System.Text;
using Jint;
using Jint.Native;
using Jint.Runtime;

namespace CdViz.Adapters.Subscribing.Filtering;

/// <summary>
/// What a subscription says in JavaScript: a predicate and a transform, each a function of the event and of what the log knows of it. They see nothing else, and what
/// they take for one event is bounded. Not safe to share between threads.
/// </summary>
public sealed class SubscriptionScript
{
    /// <summary>After so many events they begin with a fresh engine, so that what they keep does not grow for ever.</summary>
    private const int Fresh = 10_000;

    private static readonly TimeSpan UsualTime = TimeSpan.FromSeconds(1);

    private const long Memory = 64 * 1024 * 1024;
    private const int BodyBytes = 8 * 1024 * 1024;

    private readonly TimeSpan time;

    private readonly Prepared<Acornima.Ast.Script>? predicate;
    private readonly Prepared<Acornima.Ast.Script>? transform;
    private Engine? engine;
    private (JsValue? Predicate, JsValue? Transform) functions;
    private int used;

    /// <summary>Of a subscription.</summary>
    /// <param name="definition">The subscription.</param>
    /// <param name="time">How long it may take for an event; a second when left out.</param>
    /// <exception cref="ScriptException">It cannot be read.</exception>
    internal SubscriptionScript(SubscriptionDefinition definition, TimeSpan? time = null) =>
        (this.time, predicate, transform) = (time ?? UsualTime, Prepare("predicate", definition.Filter.Predicate), Prepare("transform", definition.Transform));

    /// <summary>What is wrong with a function, or null.</summary>
    public static string? Wrong(string function) => function is { Length: 0 } ? null : ScriptStack.Run(() => WrongOf(function));

    private static string? WrongOf(string function)
    {
        try
        {
            return Prepare("function", function) is { } script && !NewEngine(UsualTime).Evaluate(script).IsCallable() ? "no function" : null;
        }
        catch (Exception fault)
        {
            return fault.Message;
        }
    }

    /// <summary>Whether there is nothing to run.</summary>
    internal bool IsEmpty => predicate is null && transform is null;

    /// <summary>Whether an event is wanted, and if so what is sent in its place.</summary>
    /// <exception cref="ScriptException">The script failed over it.</exception>
    internal bool Pass(Outgoing e)
    {
        if (IsEmpty)
        {
            return true;
        }

        try
        {
            return Run(e);
        }
        catch (Exception fault) when (fault is not ScriptException)
        {
            engine = null;
            throw new ScriptException(fault switch
            {
                TimeoutException => $"The script took longer than {time.TotalSeconds:0.#} s.",
                MemoryLimitExceededException or OutOfMemoryException => $"The script used more than {Memory} bytes.",
                JavaScriptException script => $"The script, line {script.Location.Start.Line}: {script.Message}",
                _ => $"The script: {fault.Message}",
            });
        }
    }

    private bool Run(Outgoing e)
    {
        var js = Ready();
        var input = new Jint.Native.Json.JsonParser(js).Parse(Encoding.UTF8.GetString(e.Body.Span));
        var known = new JsObject(js);
        known.Set("position", e.Event.Position);
        known.Set("stream", e.Event.Stream);
        known.Set("type", e.Event.Type);
        known.Set("recordedAt", e.Event.RecordedAt.ToString("O", System.Globalization.CultureInfo.InvariantCulture));
        if (functions.Predicate is { } wanted && !TypeConverter.ToBoolean(js.Invoke(wanted, input, known)))
        {
            return false;
        }

        if (functions.Transform is { } change)
        {
            var result = js.Invoke(change, input, known);
            if (result.IsNull() || result.IsUndefined() || (result.IsBoolean() && !result.AsBoolean()))
            {
                return false;
            }

            var json = js.Evaluate("JSON").AsObject().Get("stringify").Call(JsValue.Undefined, [result]);
            e.Body = !json.IsString() ? throw new ScriptException("What the transform gives is no JSON.")
                : json.AsString() is { Length: <= BodyBytes } text ? Encoding.UTF8.GetBytes(text)
                : throw new ScriptException($"What the transform gives has more than {BodyBytes} characters.");
        }

        return true;
    }

    private Engine Ready()
    {
        if (engine is null || ++used >= Fresh)
        {
            (engine, used) = (NewEngine(time), 0);
            functions = (Function("predicate", predicate), Function("transform", transform));
        }

        return engine;
    }

    private JsValue? Function(string what, Prepared<Acornima.Ast.Script>? script)
    {
        var value = script is { } prepared ? engine!.Evaluate(prepared) : null;
        return value is null || value.IsCallable() ? value : throw new ScriptException($"The {what} is no function.");
    }

    private static Engine NewEngine(TimeSpan time) => ScriptEngine.New(time, Memory, DateTimeOffset.UnixEpoch);

    private static Prepared<Acornima.Ast.Script>? Prepare(string what, string text) => text.Length is 0 ? null : ScriptCode.Read($"({text}\n)", what);
}

/// <summary>Whether a value can be called.</summary>
file static class Callable
{
    public static bool IsCallable(this JsValue value) => value is Jint.Native.Function.Function;
}
