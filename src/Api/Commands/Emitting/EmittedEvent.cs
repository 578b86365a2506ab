using System.CommandLine;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace CdViz.Api.Commands.Emitting;

/// <summary>The command that makes and sends one type of event.</summary>
internal sealed class EmittedEvent
{
    private readonly EventType type;
    private readonly IReadOnlyList<EmitOption> fields;
    private readonly ServerOptions server = new();
    private readonly Option<string?> subject;

    private readonly Option<string?> source = Given.Option("--source", "context.source, a URI of who says so, such as the pipeline's address; CDVIZ_SOURCE when left out.", Rules.Text);
    private readonly Option<string?> subjectSource = Given.Option("--subject-source", "subject.source, where it differs from --source.", Rules.Text);
    private readonly Option<string?> eventId = Given.Option("--event-id", "context.id; a new one when left out. With one of your own, and --at, the same may be sent again: it counts once.", Rules.Text);
    private readonly Option<string?> at = Given.Option("--at", "context.timestamp; now when left out.", Rules.Time);
    private readonly Option<string?> chain = Given.Option("--chain", "context.chainId, a UUID that the events of one delivery share.", Rules.Text);
    private readonly Option<string?> custom = Given.Option("--custom-data", "customData, a JSON object.", Rules.Text);
    private readonly Option<bool> dry = Given.Flag("--dry-run", "Prints the event and sends nothing.");

    /// <param name="type">The type of event.</param>
    public EmittedEvent(EventType type)
    {
        this.type = type;
        subject = Given.Option($"--{type.Subject}", $"subject.id: which {type.Subject} it is.", Rules.Text, required: true);
        subject.Aliases.Add("--id");
        Option[] common = [subject, source, subjectSource, eventId, at, chain, custom, dry];
        Command = new Command(type.Predicate, $"Sends {type}.{type.Versions[^1].Version}.");
        common.ToList().ForEach(Command.Options.Add);
        server.AddTo(Command);
        var taken = Command.Options.SelectMany(option => option.Aliases.Append(option.Name)).ToHashSet();
        fields = [.. ContentField.Of(type).Select(field => new EmitOption(field, type.Subject, taken))];
        foreach (var (index, field) in fields.Index())
        {
            Command.Options.Insert(1 + index, field.Option);
        }

        Command.SetAction(RunAsync);
    }

    /// <summary>The command.</summary>
    public Command Command { get; }

    private async Task<int> RunAsync(ParseResult parsed, CancellationToken ct)
    {
        var json = Checked(Event(parsed));
        if (parsed.GetValue(dry))
        {
            await parsed.InvocationConfiguration.Output.WriteLineAsync(JsonSerializer.Serialize(JsonElement.Parse(json), ItemJson.Indented));
            return ExitCode.Done;
        }

        using var sender = server.Sender(parsed);
        return await OneEvent.SendAsync($"{type.Subject}.{type.Predicate} {parsed.GetValue(subject)}", json, sender, Console.Out, ct);
    }

    private byte[] Event(ParseResult parsed)
    {
        var content = new JsonObject();
        foreach (var field in fields)
        {
            field.Write(parsed, content);
        }

        var from = parsed.GetValue(source) ?? Environment.GetEnvironmentVariable("CDVIZ_SOURCE");
        var e = new CDEvent(
            parsed.GetValue(eventId) ?? Guid.CreateVersion7().ToString(),
            from is { Length: > 0 } ? from : throw CommandFailed.WrongUse("--source is missing: a URI of who says so; or set CDVIZ_SOURCE."),
            parsed.GetValue(at) is { } time ? QueryValue.Time(time)!.Value : TimeProvider.System.GetUtcNow(),
            parsed.GetRequiredValue(subject)!,
            type.Read(Encoding.UTF8.GetBytes(content.ToJsonString())))
        {
            SubjectSource = parsed.GetValue(subjectSource),
            ChainId = parsed.GetValue(chain),
            CustomData = parsed.GetValue(custom) is { } data ? Object(data) : null,
        };
        return e.ToUtf8Json();
    }

    private static JsonElement Object(string text)
    {
        try
        {
            return JsonElement.Parse(text) is { ValueKind: JsonValueKind.Object } found ? found : throw CommandFailed.WrongUse($"--custom-data is '{text}'; allowed: a JSON object.");
        }
        catch (JsonException)
        {
            throw CommandFailed.WrongUse($"--custom-data is '{text}'; allowed: a JSON object.");
        }
    }

    // As strictly as a server checks it, so that a mistake is found where it is made.
    private byte[] Checked(byte[] json) => new Admitter(new AdmissionLimits(), new AdmissionOptions { Drafts = true }).Admit(json) switch
    {
        Admission.Admitted => json,
        Admission.Invalid { Errors: var errors } => throw CommandFailed.WrongUse(string.Join(" ", errors.Select(Words))),
        Admission.NotUnderstood unknown => throw CommandFailed.WrongUse(unknown.Message),
        Admission.NotJson broken => throw CommandFailed.WrongUse(broken.Message),
        var other => throw new InvalidOperationException($"{other}"),
    };

    private string Words(Violation error)
    {
        var option = error.Pointer switch
        {
            "/subject/id" => subject.Name,
            "/subject/source" => subjectSource.Name,
            "/context/source" => source.Name,
            "/context/id" => eventId.Name,
            "/context/chainId" => chain.Name,
            "/context/timestamp" => at.Name,
            "/customData" => custom.Name,
            var pointer => fields.FirstOrDefault(field => pointer.StartsWith(field.Pointer, StringComparison.Ordinal))?.Option.Name ?? pointer,
        };
        return $"{option}: {error.Message}";
    }
}
