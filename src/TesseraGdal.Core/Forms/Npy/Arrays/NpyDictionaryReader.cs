using System.Text;

namespace TesseraGdal.Forms.Npy.Arrays;

/// <summary>
/// Reads the dictionary of an .npy header, a Python literal such as <c>{'descr': '|i1', 'fortran_order': False, 'shape': (3, 4), }</c>:
/// its entries in any order, with any spacing and either quote. As much of Python as NumPy writes, and no more.
/// </summary>
internal ref struct NpyDictionaryReader(ReadOnlySpan<byte> text, string name)
{
    /// <summary>Most dimensions that are accepted; NumPy has no more than 64.</summary>
    private const int MaxDimensions = 64;

    private readonly ReadOnlySpan<byte> _text = text;
    private readonly string _name = name;
    private int _position;

    /// <summary>Reads the whole dictionary.</summary>
    /// <exception cref="TesseraException">CorruptData: says what is wrong, and where.</exception>
    public NpyDictionary Read()
    {
        string? descr = null;
        bool? fortranOrder = null;
        IReadOnlyList<long>? shape = null;
        Expect('{');
        while (!TryTake('}'))
        {
            string key = ReadString();
            Expect(':');
            switch (key)
            {
                case "descr" when descr is null:
                    descr = ReadDescr();
                    break;
                case "fortran_order" when fortranOrder is null:
                    fortranOrder = ReadBoolean();
                    break;
                case "shape" when shape is null:
                    shape = ReadTuple();
                    break;
                default:
                    throw Wrong($"its header has an entry '{NpyError.Quote(key)}' that does not belong there or is there twice");
            }
            if (TryTake(',')) continue;
            Expect('}');
            break;
        }
        SkipSpace();
        if (_position < _text.Length) throw Unexpected("the end of the header");
        return new NpyDictionary(
            descr ?? throw Missing("descr"), fortranOrder ?? throw Missing("fortran_order"), shape ?? throw Missing("shape"));
    }

    private string ReadDescr()
    {
        if (Peek() == '[') throw Wrong("its elements are structures (descr is a list), and only int8 and float32 can be read");
        return ReadString();
    }

    private string ReadString()
    {
        char quote = Peek();
        if (quote is not ('\'' or '"')) throw Unexpected("a string");
        int length = _text[(_position + 1)..].IndexOf((byte)quote);
        if (length < 0) throw Wrong("a string in its header does not end");
        string value = Encoding.Latin1.GetString(_text.Slice(_position + 1, length));
        if (value.Contains('\\')) throw Wrong("a string in its header has an escape sequence");
        _position += length + 2;
        return value;
    }

    private bool ReadBoolean()
    {
        SkipSpace();
        ReadOnlySpan<byte> rest = _text[_position..];
        foreach ((string word, bool value) in (ReadOnlySpan<(string, bool)>)[("True", true), ("False", false)])
        {
            if (!rest.StartsWith(Encoding.ASCII.GetBytes(word))) continue;
            _position += word.Length;
            return value;
        }
        throw Unexpected("True or False");
    }

    private List<long> ReadTuple()
    {
        List<long> lengths = [];
        Expect('(');
        while (!TryTake(')'))
        {
            if (lengths.Count == MaxDimensions) throw Wrong($"its shape has more than {MaxDimensions} dimensions");
            lengths.Add(ReadLength());
            if (TryTake(',')) continue;
            // In Python (3) is a number, not a tuple; nothing that writes .npy leaves the comma out.
            if (lengths.Count == 1) throw Unexpected("a comma");
            Expect(')');
            break;
        }
        return lengths;
    }

    private long ReadLength()
    {
        SkipSpace();
        int start = _position;
        if (TryTake('-')) throw Wrong("its shape has a negative length");
        while (_position < _text.Length && char.IsAsciiDigit((char)_text[_position])) _position++;
        ReadOnlySpan<byte> digits = _text[start.._position];
        if (digits.IsEmpty) throw Unexpected("a length");
        if (!long.TryParse(digits, out long length))
            throw Wrong($"its shape has a length of {NpyError.Quote(Encoding.ASCII.GetString(digits))}, which no array can have");
        TryTake('L'); // Python 2 wrote long integers so
        return length;
    }

    private void Expect(char wanted)
    {
        if (!TryTake(wanted)) throw Unexpected($"'{wanted}'");
    }

    private bool TryTake(char wanted)
    {
        if (Peek() != wanted) return false;
        _position++;
        return true;
    }

    private char Peek()
    {
        SkipSpace();
        return _position < _text.Length ? (char)_text[_position] : '\0';
    }

    private void SkipSpace()
    {
        while (_position < _text.Length && _text[_position] is (byte)' ' or (byte)'\t' or (byte)'\n' or (byte)'\r') _position++;
    }

    private readonly TesseraException Missing(string entry) => Wrong($"its header has no entry '{entry}'");

    private readonly TesseraException Unexpected(string wanted) =>
        Wrong($"its header is not a dictionary that NumPy would write: {wanted} was expected at its byte {_position}");

    private readonly TesseraException Wrong(string what) => NpyError.Wrong(_name, what);
}
