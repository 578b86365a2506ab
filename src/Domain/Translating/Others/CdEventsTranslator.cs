using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace CdViz.Domain.Translating.Others;

/// <summary>
/// CDEvents from tools that leave out what the receiver is to add: an id that is missing, empty or <c>0</c> becomes the digest of the rest, a missing source is the
/// one that the settings name, a missing time the one at which it came.
/// </summary>
public sealed class CdEventsTranslator : ITranslator
{
    /// <inheritdoc/>
    public string Name => "cdevents";

    /// <inheritdoc/>
    public Translation Translate(Incoming incoming)
    {
        ArgumentNullException.ThrowIfNull(incoming);
        var body = incoming.Json;
        return body.Element.ValueKind switch
        {
            JsonValueKind.Array => new Translation.Statements([.. body.Items.Select(item => Completed(item, incoming))]) is { All.Count: > 0 } all ? all : new Translation.Nothing("The list is empty."),
            JsonValueKind.Object => new Translation.Statements([Completed(body, incoming)]),
            _ => throw body.Wrong("a CDEvent"),
        };
    }

    /// <summary>A CDEvent with what was left out.</summary>
    /// <exception cref="NotTranslatedException">It is no CDEvent, not even nearly.</exception>
    public static Statement.AsSent Completed(Piece piece, Incoming incoming)
    {
        ArgumentNullException.ThrowIfNull(incoming);
        var context = piece["context"];
        if (context.Element.ValueKind is not JsonValueKind.Object)
        {
            throw context.Wrong("the context of a CDEvent");
        }

        _ = context["type"].Needed;
        if (context["id"].Text is not (null or "0") && context["source"].Exists && context["timestamp"].Exists)
        {
            return new(System.Runtime.InteropServices.JsonMarshal.GetRawUtf8Value(piece.Element).ToArray());
        }

        var e = Parsed(piece);
        var said = e["context"]!.AsObject();
        said["source"] ??= incoming.Said("source") ?? incoming.CloudEvent?.Source ?? "/";
        said["timestamp"] ??= incoming.ReceivedAt.UtcDateTime.ToString("O", System.Globalization.CultureInfo.InvariantCulture);
        if (context["id"].Text is null or "0")
        {
            said.Remove("id");
            said["id"] = Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(Encoding.UTF8.GetBytes(e.ToJsonString())));
        }

        return new(Encoding.UTF8.GetBytes(e.ToJsonString()));
    }

    private static JsonObject Parsed(Piece piece)
    {
        try
        {
            return JsonObject.Create(piece.Element)!.DeepClone().AsObject();
        }
        catch (ArgumentException fault)
        {
            // A name that comes twice.
            throw new NotTranslatedException($"{piece.Pointer}: {fault.Message}");
        }
    }
}
