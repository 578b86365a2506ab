using System.Text.Json;
using System.Text.Unicode;

namespace CdViz.Domain.Admitting;

/// <summary>Decides whether a CDEvent may be appended, by looking at it alone. Safe to share between threads.</summary>
/// <param name="limits">What is allowed; the defaults where it is left out.</param>
/// <param name="options">What is understood; the defaults where it is left out.</param>
public sealed class Admitter(AdmissionLimits? limits = null, AdmissionOptions? options = null)
{
    private static ReadOnlySpan<byte> ByteOrderMark => "\uFEFF"u8;

    /// <summary>What is allowed.</summary>
    public AdmissionLimits Limits { get; } = limits ?? new AdmissionLimits();

    /// <summary>What is understood.</summary>
    public AdmissionOptions Options { get; } = options ?? new AdmissionOptions();

    /// <summary>Checks one CDEvent. Never throws, whatever the bytes.</summary>
    /// <param name="utf8Json">The CDEvent. An admitted event keeps it, so it must not change afterwards.</param>
    /// <param name="mode">How much is asked of its sender.</param>
    public Admission Admit(ReadOnlyMemory<byte> utf8Json, AdmissionMode mode = AdmissionMode.Standard)
    {
        if (utf8Json.Length > Limits.MaxBytes)
        {
            return new Admission.Invalid([TooLarge(utf8Json.Length)], null, null);
        }

        if (utf8Json.Span.StartsWith(ByteOrderMark))
        {
            utf8Json = utf8Json[ByteOrderMark.Length..];
        }

        if (!Utf8.IsValid(utf8Json.Span))
        {
            return new Admission.NotJson("It is not valid UTF-8.");
        }

        try
        {
            using var tree = JsonTree.Parse(utf8Json, Limits.MaxDepth);
            return Admit(utf8Json, tree, mode);
        }
        catch (JsonException e)
        {
            return new Admission.NotJson(JsonFault.Words(e));
        }
    }

    /// <summary>
    /// Checks what was taken out of a CloudEvent. The CDEvent holds: where the envelope says otherwise, that is a warning
    /// (<c>cloudevents.id.mismatch</c> …), or an error with <see cref="AdmissionMode.StrictEnvelope"/>.
    /// </summary>
    /// <param name="e">The CloudEvent.</param>
    /// <param name="mode">How much is asked of its sender.</param>
    public Admission Admit(CloudEvent e, AdmissionMode mode = AdmissionMode.Standard)
    {
        ArgumentNullException.ThrowIfNull(e);
        return e.Failure ?? Admit(e.Data, mode) switch
        {
            Admission.Admitted(var admitted) when e.Mismatches(admitted) is { Count: > 0 } mismatches => mode.HasFlag(AdmissionMode.StrictEnvelope)
                ? new Admission.Invalid(mismatches, admitted.Source, admitted.ContextId)
                : new Admission.Admitted(admitted with { Warnings = [.. admitted.Warnings, .. mismatches] }),
            var other => other,
        };
    }

    /// <summary>Checks an event of the CloudEvents SDK, whose data are a CDEvent, as <see cref="CDEventFormatter"/> reads it or otherwise.</summary>
    /// <param name="e">The event.</param>
    /// <param name="mode">How much is asked of its sender.</param>
    /// <exception cref="ArgumentException">Its data are neither bytes nor text nor JSON.</exception>
    public Admission Admit(CloudNative.CloudEvents.CloudEvent e, AdmissionMode mode = AdmissionMode.Standard)
    {
        ArgumentNullException.ThrowIfNull(e);
        return Admit(
            new CloudEvent
            {
                Data = CDEventFormatter.DataOf(e),
                SpecVersion = e.SpecVersion.VersionId,
                Id = e.Id,
                Source = e.Source?.OriginalString,
                Type = e.Type,
                Subject = e.Subject,
                Time = e.Time?.ToString("O", System.Globalization.CultureInfo.InvariantCulture),
            },
            mode);
    }

    private Admission Admit(ReadOnlyMemory<byte> json, JsonTree tree, AdmissionMode mode)
    {
        if (tree[0].Kind is not JsonKind.Object)
        {
            return new Admission.Invalid([new Violation("", "event.object", $"{tree.Found(0)} A CDEvent is an object.")], null, null);
        }

        if (tree.Growth + json.Length > Limits.MaxBytes)
        {
            tree.Problems.Add("", "event.size", TooLarge(tree.Growth + json.Length).Message);
        }

        using var canonical = new CanonicalJson(tree, json.Length);
        var envelope = new Envelope(tree, Options.Drafts);
        envelope.CheckIdentity();
        if (!tree.Problems.Any && envelope is { Type: { Type: null, Remark: { } why }, Source: { } source, Id: { } id })
        {
            return mode.HasFlag(AdmissionMode.StrictTypes)
                ? new Admission.Invalid([new Violation(Field.Type.Pointer, Field.Type.Rule("unknown"), why.Message)], source, id)
                : new Admission.NotUnderstood(why.Code, source, id, why.Message);
        }

        envelope.CheckRest();
        ContentCheck.Check(tree, envelope, mode.HasFlag(AdmissionMode.Lenient));
        return tree.Problems.Any
            ? new Admission.Invalid(tree.Problems.In(tree), envelope.Source, envelope.Id)
            : new Admission.Admitted(Admitted(json, tree, envelope, canonical.Digest()));
    }

    private static AdmittedEvent Admitted(ReadOnlyMemory<byte> json, JsonTree tree, Envelope envelope, string digest)
    {
        if (envelope.Type is { Remark: { } remark })
        {
            envelope.Warnings.Add(Field.Type.Pointer, remark.Code, remark.Message);
        }

        return new AdmittedEvent(
            EventId.Of(envelope.Source!, envelope.Id!),
            envelope.Source!,
            envelope.Id!,
            envelope.Type!.Name,
            envelope.Type.Type!,
            envelope.Stream,
            envelope.OccurredAt,
            envelope.SpecVersion!,
            envelope.ChainId,
            digest,
            json,
            envelope.Warnings.In(tree))
        {
            ContentJson = tree.Json(envelope.Content),
            SubjectSource = envelope.SubjectSource,
        };
    }

    private Violation TooLarge(long bytes) => new("", "event.size", $"It has {bytes} bytes; {Limits.MaxBytes} are allowed.");
}
