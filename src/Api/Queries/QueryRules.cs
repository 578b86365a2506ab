using System.Globalization;
using System.Text.RegularExpressions;
using FluentValidation;

namespace CdViz.Api.Queries;

/// <summary>What is allowed of the parameters of a query, whichever endpoint has them. All but those that have to be there are optional.</summary>
internal static partial class QueryRules
{
    /// <summary>Most items a page may have.</summary>
    public const int MaxLimit = 1000;

    /// <summary>Without it there is no answer.</summary>
    public static void IsThere<T>(this IRuleBuilder<T, string?> parameter) => parameter
        .NotNull().WithErrorCode("query.missing").WithMessage("It has to be given.");

    /// <summary>An instant.</summary>
    public static void IsTime<T>(this IRuleBuilder<T, string?> parameter) => parameter
        .Must(text => text is null || QueryValue.TryTime(text, out _)).WithErrorCode("query.time")
        .WithMessage("'{PropertyValue}' was found; a time with its offset from 1900-01-01 to 3000-01-01 is allowed, such as 2026-01-31T09:30:00Z (write + as %2B).");

    /// <summary>A whole number.</summary>
    public static void IsWhole<T>(this IRuleBuilder<T, string?> parameter, long from, long to) => parameter
        .Must(text => text is null || (QueryValue.TryWhole(text, out var number) && number >= from && number <= to)).WithErrorCode("query.number")
        .WithMessage($"'{{PropertyValue}}' was found; a whole number from {from} to {to} is allowed.");

    /// <summary>A position of the log.</summary>
    public static void IsPosition<T>(this IRuleBuilder<T, string?> parameter) => parameter.IsWhole(0, long.MaxValue);

    /// <summary>A time zone by its name in the IANA database, or hours and minutes ahead of UTC.</summary>
    public static void IsTimeZone<T>(this IRuleBuilder<T, string?> parameter) => parameter
        .Must(text => text is null || Offset().IsMatch(text) || (text.Length < 64 && TimeZones.Has(text))).WithErrorCode("query.timezone")
        .WithMessage("'{PropertyValue}' was found; a name of the IANA database is allowed, such as UTC or Europe/Berlin, or +05:30.");

    /// <summary>One of a few words.</summary>
    public static void IsOneOf<T>(this IRuleBuilder<T, string?> parameter, params string[] words) => parameter
        .Must(text => text is null || words.Contains(text)).WithErrorCode("query.word")
        .WithMessage($"'{{PropertyValue}}' was found; allowed: {string.Join(", ", words)}.");

    /// <summary>Any text that PostgreSQL can hold.</summary>
    public static void IsText<T>(this IRuleBuilder<T, string?> parameter) => parameter
        .Must(text => text is null || (text.Length is > 0 and <= 2000 && !text.Contains('\0'))).WithErrorCode("query.text")
        .WithMessage("1 to 2000 characters are allowed, none of them U+0000.");

    /// <summary>A cursor that an earlier page gave.</summary>
    public static void IsCursor<T>(this IRuleBuilder<T, string?> parameter) => parameter
        .Must(text => text is null || Cursor.TryParse(text, out _)).WithErrorCode("query.cursor")
        .WithMessage("'{PropertyValue}' was found; the 'cursor' of an earlier page is allowed.");

    [GeneratedRegex(@"^[+-]\d{1,2}(:?\d{2})?$")]
    private static partial Regex Offset();
}

/// <summary>Reads parameters that have passed <see cref="QueryRules"/>.</summary>
internal static class QueryValue
{
    /// <summary>The instant, UTC, or null.</summary>
    public static DateTime? Time(string? text) => text is not null && TryTime(text, out var time) ? time : null;

    /// <summary>The same; a time that says no offset is one of the zone.</summary>
    public static DateTime? Time(string? text, string? zone) => zone is null || Time(text) is null || !DateTime.TryParseExact(
        text, ["yyyy-MM-dd'T'HH:mm:ss.FFFFFFF", "yyyy-MM-dd'T'HH:mm", "yyyy-MM-dd"], CultureInfo.InvariantCulture, DateTimeStyles.None, out var local)
        ? Time(text)
        : TimeZones.Utc(local, zone);

    /// <summary>The number, or <paramref name="otherwise"/>.</summary>
    public static long Whole(string? text, long otherwise) => text is not null && TryWhole(text, out var number) ? number : otherwise;

    /// <summary>Items of a page: as asked for, or 100.</summary>
    public static int Limit(string? text) => (int)Whole(text, 100);

    /// <summary>The instants that can be asked for: wide enough for whatever was reported, and far from where calendars and their differences end.</summary>
    internal static readonly (DateTime First, DateTime Last) Range =
        (new(1900, 1, 1, 0, 0, 0, DateTimeKind.Utc), new(3000, 1, 1, 0, 0, 0, DateTimeKind.Utc));

    internal static bool TryTime(string text, out DateTime time)
    {
        var parsed = DateTimeOffset.TryParseExact(
            text,
            ["yyyy-MM-dd'T'HH:mm:ss.FFFFFFFK", "yyyy-MM-dd'T'HH:mmK", "yyyy-MM-dd"],
            CultureInfo.InvariantCulture,
            DateTimeStyles.AssumeUniversal,
            out var found);
        time = found.UtcDateTime;
        return parsed && time >= Range.First && time <= Range.Last;
    }

    internal static bool TryWhole(string text, out long number) => long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out number);
}
