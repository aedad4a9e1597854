namespace TesseraGdal.Storage.Checksums;

/// <summary>
/// Arithmetic of polynomials over GF(2) modulo the one of CRC-64/NVME (formats.md §7). Words are reflected: bit 63 is the
/// coefficient of x⁰, bit 0 that of x⁶³, as the CRC's register has them.
/// </summary>
internal static class Crc64Polynomial
{
    /// <summary>The polynomial as it is published, x⁶⁴ left out, bit 63 that of x⁶³.</summary>
    public const ulong Published = 0xAD93D23594C93659;

    /// <summary>The polynomial, reflected.</summary>
    public static readonly ulong Reflected = Reflect(Published);

    private const ulong One = 1UL << 63;

    /// <summary>a · b mod P.</summary>
    public static ulong Multiply(ulong a, ulong b)
    {
        ulong product = 0;
        for (; a != 0; a <<= 1)
        {
            product ^= b & (ulong)((long)a >> 63);
            b = TimesX(b);
        }
        return product;
    }

    /// <summary>a · x mod P.</summary>
    public static ulong TimesX(ulong a) => (a >> 1) ^ (Reflected & (0 - (a & 1)));

    /// <summary>xⁿ mod P, by repeated squaring; n ≥ 0.</summary>
    public static ulong PowerOfX(long n)
    {
        ulong power = One, square = One >> 1;
        for (; n > 0; n >>= 1)
        {
            if ((n & 1) != 0) power = Multiply(power, square);
            square = Multiply(square, square);
        }
        return power;
    }

    private static ulong Reflect(ulong word)
    {
        ulong reflected = 0;
        for (int bit = 0; bit < 64; bit++)
            reflected |= ((word >> bit) & 1) << (63 - bit);
        return reflected;
    }
}
