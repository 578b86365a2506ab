using System.Buffers.Text;

namespace CdViz.Domain.Json;

/// <summary>Numbers as JSON writes them, of any length, without loss.</summary>
internal static class JsonNumbers
{
    /// <summary>Digits PostgreSQL's <c>numeric</c> holds before the point.</summary>
    public const int MaxIntegerDigits = 131_072;

    /// <summary>Digits PostgreSQL's <c>numeric</c> holds after the point.</summary>
    public const int MaxFractionDigits = 16_383;

    /// <summary>True when PostgreSQL's <c>numeric</c>, and so its <c>jsonb</c>, can hold the number.</summary>
    /// <param name="number">A JSON number.</param>
    /// <param name="growth">Bytes by which it grows when it is written without exponent, as PostgreSQL does.</param>
    public static bool CanBeStored(ReadOnlySpan<byte> number, out int growth)
    {
        growth = 0;
        if (number.Length <= MaxFractionDigits && number.IndexOfAny((byte)'e', (byte)'E') < 0)
        {
            return true;
        }

        var parts = Take(number);
        var scale = Math.Max(0, parts.FractionDigits - (long)parts.Exponent);
        var integerDigits = parts.IsZero ? 1 : Math.Max(1, parts.Magnitude);
        if (!parts.ExponentFits || scale > MaxFractionDigits || integerDigits > MaxIntegerDigits)
        {
            return false;
        }

        growth = (int)Math.Max(0, integerDigits + scale - number.Length);
        return true;
    }

    /// <summary>Writes the number in the one form that all its spellings share: <c>100</c>, <c>1e2</c> and <c>100.0</c> become <c>1e2</c>.</summary>
    /// <returns>Bytes written, at most twice those of <paramref name="number"/>.</returns>
    public static int WriteCanonical(ReadOnlySpan<byte> number, Span<byte> destination)
    {
        var parts = Take(number);
        if (parts.IsZero)
        {
            destination[0] = (byte)'0';
            return 1;
        }

        var written = 0;
        if (number[0] is (byte)'-')
        {
            destination[written++] = (byte)'-';
        }

        var first = written;
        foreach (var value in parts.Digits)
        {
            if (value is not (byte)'.' && (written > first || value is not (byte)'0'))
            {
                destination[written++] = value;
            }
        }

        var digits = written;
        while (destination[written - 1] is (byte)'0')
        {
            written--;
        }

        var exponent = parts.Exponent - (long)parts.FractionDigits + (digits - written);
        if (exponent is not 0)
        {
            destination[written++] = (byte)'e';
            Utf8Formatter.TryFormat(exponent, destination[written..], out var length);
            written += length;
        }

        return written;
    }

    private static Parts Take(ReadOnlySpan<byte> number)
    {
        var unsigned = number[0] is (byte)'-' ? number[1..] : number;
        var e = unsigned.IndexOfAny((byte)'e', (byte)'E');
        var digits = e < 0 ? unsigned : unsigned[..e];
        var (exponent, fits) = e < 0 ? (0, true) : Exponent(unsigned[(e + 1)..]);
        var point = digits.IndexOf((byte)'.');
        var significant = digits.IndexOfAnyExcept((byte)'0', (byte)'.');
        return new Parts
        {
            Digits = digits,
            Exponent = exponent,
            ExponentFits = fits,
            FractionDigits = point < 0 ? 0 : digits.Length - point - 1,
            IsZero = significant < 0,
            Magnitude = (point < 0 ? digits.Length : point) - (point >= 0 && significant > point ? significant - 1 : significant) + (long)exponent,
        };
    }

    private static (int Exponent, bool Fits) Exponent(ReadOnlySpan<byte> text)
    {
        var digits = text[0] is (byte)'+' or (byte)'-' ? text[1..] : text;
        var value = digits.TrimStart((byte)'0');
        if (value.IsEmpty)
        {
            return (0, true);
        }

        return value.Length <= 9 && Utf8Parser.TryParse(value, out int exponent, out _)
            ? (text[0] is (byte)'-' ? -exponent : exponent, true)
            : (0, false);
    }

    private readonly ref struct Parts
    {
        /// <summary>The digits and the point.</summary>
        public required ReadOnlySpan<byte> Digits { get; init; }

        public required int FractionDigits { get; init; }

        public required int Exponent { get; init; }

        public required bool ExponentFits { get; init; }

        public required bool IsZero { get; init; }

        /// <summary>Digits before the point when written without exponent; zero or less for numbers below one.</summary>
        public required long Magnitude { get; init; }
    }
}
