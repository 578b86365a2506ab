using System.Text;
using System.Text.Json;
using CdViz.Domain.Translating.Others;
using Jint;
using Jint.Native;
using Jint.Runtime;

namespace CdViz.Adapters.Translators;

/// <summary>
/// A translator in JavaScript: a file with a function <c>translate(input, headers, metadata)</c> that gives a CDEvent, a list of them, or nothing. It sees what came in and
/// nothing else: no clock but the time at which that came, no chance, no files, no network; and what it takes is bounded.
/// </summary>
internal sealed class ScriptTranslator : Translator
{
    private const int MaxEvents = 1000;

    private readonly string file;
    private readonly Prepared<Acornima.Ast.Script> script;
    private readonly TranslatorSettings settings;

    private ScriptTranslator(string file, Prepared<Acornima.Ast.Script> script, TranslatorSettings settings) =>
        (this.file, this.script, this.settings) = (file, script, settings);

    /// <inheritdoc/>
    public override string Name => Path.GetFileNameWithoutExtension(file);

    /// <summary>The scripts of the folder.</summary>
    /// <exception cref="ScriptException">One cannot be read.</exception>
    public static IEnumerable<ScriptTranslator> InFolder(TranslatorSettings settings) => settings.Folder.Length is 0
        ? []
        : Directory.EnumerateFiles(settings.Folder, "*.js").Order(StringComparer.Ordinal).Select(file => Load(file, settings));

    /// <summary>One script.</summary>
    /// <exception cref="ScriptException">It cannot be read.</exception>
    public static ScriptTranslator Load(string file, TranslatorSettings settings) => new(file, ScriptCode.Read(File.ReadAllText(file), file), settings);

    /// <inheritdoc/>
    public override ValueTask<Translation> TranslateAsync(Incoming incoming, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(incoming);
        try
        {
            return new(ScriptStack.Run(() => Translate(incoming, ct)));
        }
        catch (JavaScriptException fault)
        {
            var place = fault.Location;
            return Failed($"{Path.GetFileName(place.SourceFile ?? file)}:{place.Start.Line}:{place.Start.Column + 1}: {fault.Message}");
        }
        catch (NotTranslatedException fault)
        {
            return Failed(fault.Message);
        }
        catch (TimeoutException)
        {
            return Failed($"It took longer than {settings.Time} (setting Translators:Time).");
        }
        catch (MemoryLimitExceededException)
        {
            return Failed($"It used more than {settings.Memory} bytes (setting Translators:Memory).");
        }
        catch (Exception fault) when (fault is RecursionDepthOverflowException or InsufficientExecutionStackException)
        {
            return Failed("It calls itself too deeply.");
        }
        catch (Exception fault) when (fault is not OperationCanceledException || !ct.IsCancellationRequested)
        {
            return Failed($"{fault.GetType().Name}: {fault.Message}");
        }
    }

    private static ValueTask<Translation> Failed(string why) => new(new Translation.Failed(why));

    private Translation Translate(Incoming incoming, CancellationToken ct)
    {
        var engine = ScriptEngine.New(settings.Time, settings.Memory, incoming.ReceivedAt, ct);
        engine.Execute(script);
        if (engine.GetValue("translate") is not { } translate || translate.IsUndefined())
        {
            throw new NotTranslatedException($"{Path.GetFileName(file)} has no function 'translate'.");
        }

        var result = engine.Invoke(translate, Input(engine, incoming), Object(engine, Headers(incoming)), Object(engine, incoming.Metadata));
        return result.IsNull() || result.IsUndefined() || result is JsBoolean ? new Translation.Nothing("The script gives nothing.") : Read(engine, result, incoming);
    }

    private static Translation Read(Engine engine, JsValue result, Incoming incoming)
    {
        var json = engine.Evaluate("JSON").AsObject().Get("stringify").Call(JsValue.Undefined, [result]);
        if (!json.IsString())
        {
            throw new NotTranslatedException("What the script gives is no JSON; a CDEvent, a list of them, null or nothing is expected.");
        }

        var piece = Piece.Of(JsonElement.Parse(json.AsString()));
        var items = piece.Element.ValueKind is JsonValueKind.Array ? piece.Items.ToList() : [piece];
        return items.Count switch
        {
            0 => new Translation.Nothing("The script gives nothing."),
            > MaxEvents => new Translation.Failed($"It gives {items.Count} events; {MaxEvents} are allowed."),
            _ => new Translation.Statements([.. items.Select(item => CdEventsTranslator.Completed(WithVersion(item), incoming))]),
        };
    }

    /// <summary>A script need not say which release of CDEvents it writes: it is the newest.</summary>
    private static Piece WithVersion(Piece item)
    {
        if (item["context"].Element.ValueKind is not JsonValueKind.Object || item["context"]["specversion"].Exists || item["context"]["version"].Exists)
        {
            return item;
        }

        var node = System.Text.Json.Nodes.JsonObject.Create(item.Element)!;
        node["context"]!["specversion"] = EventTypes.NewestSpec;
        return Piece.Of(JsonElement.Parse(node.ToJsonString()));
    }

    /// <summary>The body: JSON where it is, else a text.</summary>
    private static JsValue Input(Engine engine, Incoming incoming)
    {
        var text = Encoding.UTF8.GetString(incoming.Body.Span).TrimStart('\uFEFF');
        try
        {
            return new Jint.Native.Json.JsonParser(engine).Parse(text);
        }
        catch (JavaScriptException)
        {
            return text;
        }
    }

    private static Dictionary<string, string> Headers(Incoming incoming)
    {
        var headers = incoming.Headers.ToDictionary(header => header.Key.ToLowerInvariant(), header => header.Value);
        if (incoming.CloudEvent is { } e)
        {
            foreach (var (name, value) in e.Extensions)
            {
                headers[$"ce-{name}"] = value;
            }

            (headers["ce-id"], headers["ce-source"], headers["ce-type"]) = (e.Id, e.Source, e.Type);
            if (e.Subject is { } subject)
            {
                headers["ce-subject"] = subject;
            }

            if (e.Time is { } time)
            {
                headers["ce-time"] = time.UtcDateTime.ToString("O", System.Globalization.CultureInfo.InvariantCulture);
            }
        }

        return headers;
    }

    private static JsObject Object(Engine engine, IEnumerable<KeyValuePair<string, string>> values)
    {
        var made = new JsObject(engine);
        foreach (var (name, value) in values)
        {
            made.Set(name, value);
        }

        return made;
    }
}

/// <summary>A script cannot be read; the message says which, where, and why.</summary>
public sealed class ScriptException(string message) : Exception(message);
