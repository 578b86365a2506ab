using System.Buffers.Text;
using System.Globalization;
using System.Text;

namespace CdViz.Api.Queries;

/// <summary>Where a page of things ordered by time ended: the next one begins after it.</summary>
/// <param name="At">The last thing's time, UTC.</param>
/// <param name="Id">Its id, which tells it apart from others of the same time.</param>
public sealed record Cursor(DateTime At, string Id)
{
    /// <summary>As it stands in a query.</summary>
    public override string ToString() => Base64Url.EncodeToString(Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{At.Ticks} {Id}")));

    /// <summary>Reads what <see cref="ToString"/> wrote.</summary>
    public static bool TryParse(string text, out Cursor? cursor)
    {
        cursor = Base64Url.IsValid(text) && Encoding.UTF8.GetString(Base64Url.DecodeFromChars(text)).Split(' ', 2) is [var ticks, var id]
            && long.TryParse(ticks, NumberStyles.None, CultureInfo.InvariantCulture, out var at) && at <= DateTime.MaxValue.Ticks && !id.Contains('\0')
            ? new(new DateTime(at, DateTimeKind.Utc), id)
            : null;
        return cursor is not null;
    }

    /// <summary>The cursor of a query, or null.</summary>
    public static Cursor? Of(string? text) => text is not null && TryParse(text, out var cursor) ? cursor : null;
}
