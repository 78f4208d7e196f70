namespace Microsoft.ML;

/// <summary>Reads the current value of one column of a row, reusing what the value holds already.</summary>
public delegate void ValueGetter<TValue>(ref TValue value);
