using System.Buffers.Binary;
using System.Numerics;
using System.Text;

namespace HierVQ.Serialization.Torch;

/// <summary>
/// Reads a pickle of protocol 2 with the instructions that torch.save writes, and no other. It makes lists, dictionaries and values;
/// a class or function that is named must be one of <see cref="TorchGlobal"/>, or the whole file is refused.
/// </summary>
internal ref struct PickleMachine
{
    private const int MostSteps = 100_000_000;
    private const int MostMemos = 10_000_000;
    private const int DeepestStack = 1_000_000;

    private readonly TorchObjects _objects;
    private readonly string _source;
    private readonly ReadOnlySpan<byte> _bytes;
    private readonly List<object?> _stack = [];
    private readonly Stack<int> _marks = [];
    private readonly Dictionary<long, object?> _memo = [];
    private int _at;

    private PickleMachine(ReadOnlySpan<byte> bytes, TorchObjects objects, string source)
    {
        _bytes = bytes;
        _objects = objects;
        _source = source;
    }

    /// <summary>Reads what a pickle holds.</summary>
    /// <param name="bytes">All of it.</param>
    /// <param name="objects">Makes what its few known functions make.</param>
    /// <param name="source">What messages call the file.</param>
    /// <exception cref="TorchArchiveException">It is damaged, or asks for more than tensors and plain containers.</exception>
    public static object? Read(ReadOnlySpan<byte> bytes, TorchObjects objects, string source) =>
        new PickleMachine(bytes, objects, source).Run();

    private object? Run()
    {
        if (Byte() != 0x80 || Byte() != 2)
            throw Fault("does not begin as a pickle of protocol 2, which is what torch.save writes unless told otherwise.");
        for (int step = 0; step < MostSteps; step++)
        {
            int at = _at;
            byte code = Byte();
            if (code == (byte)'.')
            {
                object? result = Value(Pop());
                if (_stack.Count > 0 || _at != _bytes.Length)
                    throw Fault("goes on after its end.");
                return result;
            }
            Step(code, at);
            if (_stack.Count > DeepestStack || _memo.Count > MostMemos)
                throw Fault($"piles up more than {DeepestStack} values, or remembers more than {MostMemos}.");
        }
        throw Fault($"has more than {MostSteps} instructions.");
    }

    private void Step(byte code, int at)
    {
        switch (code)
        {
            case (byte)'N': Push(null); break;
            case 0x88: Push(true); break;
            case 0x89: Push(false); break;
            case (byte)'K': Push((long)Byte()); break;
            case (byte)'M': Push((long)BinaryPrimitives.ReadUInt16LittleEndian(Take(2))); break;
            case (byte)'J': Push((long)BinaryPrimitives.ReadInt32LittleEndian(Take(4))); break;
            case 0x8A: Push(Long(Take(Byte()))); break;
            case (byte)'G': Push(BinaryPrimitives.ReadDoubleBigEndian(Take(8))); break;
            case (byte)'X': Push(Text(Take(Length()))); break;
            case (byte)']': Push(new List<object?>()); break;
            case (byte)'}': Push(new TorchDictionary()); break;
            case (byte)')': Push(Array.Empty<object?>()); break;
            case 0x85: Push(PopMany(1)); break;
            case 0x86: Push(PopMany(2)); break;
            case 0x87: Push(PopMany(3)); break;
            case (byte)'t': Push(PopToMark()); break;
            case (byte)'(': _marks.Push(_stack.Count); break;
            case (byte)'a': Append(PopMany(1)); break;
            case (byte)'e': Append(PopToMark()); break;
            case (byte)'s': SetItems(PopMany(2)); break;
            case (byte)'u': SetItems(PopToMark()); break;
            case (byte)'q': Remember(Byte()); break;
            case (byte)'r': Remember(BinaryPrimitives.ReadUInt32LittleEndian(Take(4))); break;
            case (byte)'h': Recall(Byte()); break;
            case (byte)'j': Recall(BinaryPrimitives.ReadUInt32LittleEndian(Take(4))); break;
            case (byte)'c': Push(Global()); break;
            case (byte)'R': Call(); break;
            case 0x81: MakeSettings(); break;
            case (byte)'b': SetAttributes(); break;
            case (byte)'Q': Push(_objects.Storage(Pop())); break;
            default:
                throw Fault($"has the instruction 0x{code:X2} at byte {at}, which torch.save does not write.");
        }
    }

    private TorchGlobal Global()
    {
        string name = $"{Line()}.{Line()}";
        return TorchGlobal.Find(name) ?? throw new TorchArchiveException(_source, $"the file asks for {TorchArchiveException.Shown(name)}. Only tensors and plain containers are read, and nothing is executed. "
            + "If you trust the file, let Python write the weights alone: torch.save(torch.load(path, map_location='cpu', weights_only=False)['state_dict'], 'weights.pt'); docs/importing.md has more.");
    }

    private void Call()
    {
        object? arguments = Pop(), function = Pop();
        if (function is not TorchGlobal.Rebuild rebuild || arguments is not object?[] given)
            throw Fault("calls what is no function, or without arguments.");
        Push(_objects.Make(rebuild, given));
    }

    private void MakeSettings()
    {
        if (Pop() is not object?[] { Length: 0 } || Pop() is not TorchGlobal.Settings)
            throw Fault("makes an object of what is no class of settings, or with arguments.");
        Push(new TorchDictionary { HoldsSettings = true });
    }

    // The attributes of settings are what they hold. What Python keeps beside the entries of a state dictionary ('_metadata', versions of modules) is of no use here.
    private void SetAttributes()
    {
        if (Pop() is not TorchDictionary attributes || Peek() is not TorchDictionary dictionary)
            throw Fault("sets attributes of something other than a dictionary.");
        if (!dictionary.HoldsSettings)
            return;
        foreach ((object? name, object? value) in attributes)
            SetItem(dictionary, name, value);
    }

    private void Append(ReadOnlySpan<object?> items)
    {
        if (Peek() is not List<object?> list)
            throw Fault("appends to what is no list.");
        foreach (object? item in items)
            list.Add(Value(item));
    }

    private void SetItems(ReadOnlySpan<object?> items)
    {
        if (Peek() is not TorchDictionary dictionary || items.Length % 2 != 0)
            throw Fault("sets items of what is no dictionary, or a key without a value.");
        for (int i = 0; i < items.Length; i += 2)
            SetItem(dictionary, items[i], items[i + 1]);
    }

    private void SetItem(TorchDictionary dictionary, object? key, object? value)
    {
        if (key is not (null or string or long or BigInteger or double or bool))
            throw Fault("has a dictionary with a key that is neither a text nor a number.");
        if (!dictionary.TryAdd(key, Value(value)))
            throw Fault($"has {TorchArchiveException.Shown((string)key!)} twice in one dictionary.");
    }

    private void Remember(long key) => _memo[key] = Peek();

    private void Recall(long key)
    {
        if (!_memo.TryGetValue(key, out object? value))
            throw Fault($"recalls {key}, which it never remembered.");
        Push(value);
    }

    // Storages, classes and functions are parts of tensors, never values of their own.
    private object? Value(object? value) => value is TorchGlobal or TorchStorage
        ? throw Fault($"has {(value as TorchGlobal)?.Name ?? "a bare storage"} where a value belongs.")
        : value;

    private void Push(object? value) => _stack.Add(value);

    private object? Peek() => _stack.Count > Floor ? _stack[^1] : throw Fault("takes more than it made.");

    private object? Pop()
    {
        object? top = Peek();
        _stack.RemoveAt(_stack.Count - 1);
        return top;
    }

    private object?[] PopMany(int count)
    {
        if (_stack.Count - count < Floor)
            throw Fault("takes more than it made.");
        object?[] taken = [.. _stack[^count..]];
        _stack.RemoveRange(_stack.Count - count, count);
        return taken;
    }

    private object?[] PopToMark()
    {
        if (!_marks.TryPop(out int mark))
            throw Fault("ends a group that it never began.");
        return PopMany(_stack.Count - mark);
    }

    private int Floor => _marks.TryPeek(out int mark) ? mark : 0;

    private static object Long(ReadOnlySpan<byte> bytes)
    {
        var value = new BigInteger(bytes);
        return value >= long.MinValue && value <= long.MaxValue ? (object)(long)value : value;
    }

    private string Text(ReadOnlySpan<byte> bytes)
    {
        try
        {
            return new UTF8Encoding(false, throwOnInvalidBytes: true).GetString(bytes);
        }
        catch (ArgumentException e)
        {
            throw new TorchArchiveException(_source, "its pickle has a text that is not UTF-8.", e);
        }
    }

    private string Line()
    {
        int length = _bytes[_at..].IndexOf((byte)'\n');
        if (length is < 0 or > 1000)
            throw Fault("has a name that does not end.");
        string line = Text(Take(length));
        _at++;
        return line;
    }

    private int Length()
    {
        uint length = BinaryPrimitives.ReadUInt32LittleEndian(Take(4));
        return length <= int.MaxValue ? (int)length : throw Fault("is cut short.");
    }

    private byte Byte() => Take(1)[0];

    private ReadOnlySpan<byte> Take(int count)
    {
        if (count > _bytes.Length - _at)
            throw Fault("is cut short.");
        ReadOnlySpan<byte> taken = _bytes.Slice(_at, count);
        _at += count;
        return taken;
    }

    private TorchArchiveException Fault(string reason) => new(_source, $"its pickle {reason}");
}
