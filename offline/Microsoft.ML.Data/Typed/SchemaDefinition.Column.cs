using System.Reflection;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.Data;

public sealed partial class SchemaDefinition
{
    /// <summary>How one member is a column.</summary>
    public sealed class Column
    {
        private readonly Dictionary<string, (DataViewType Type, Delegate Getter)> _annotations = [];

        internal Column(string memberName, DataViewType columnType, string columnName)
        {
            MemberName = memberName;
            ColumnName = columnName;
            ColumnType = columnType;
        }

        public string MemberName { get; }

        public string ColumnName { get; set; }

        public DataViewType ColumnType { get; set; }

        public DataViewSchema.Annotations Annotations
        {
            get
            {
                var builder = new DataViewSchema.Annotations.Builder();
                foreach ((string kind, (DataViewType type, Delegate getter)) in _annotations)
                    builder.Add(kind, type, getter);
                return builder.ToAnnotations();
            }
        }

        public void AddAnnotation<T>(string kind, T value, DataViewType annotationType)
        {
            Contracts.CheckValue(kind, nameof(kind));
            Contracts.CheckValue(annotationType, nameof(annotationType));
            Contracts.Check(!_annotations.ContainsKey(kind), "The column has an annotation of this kind already");
            Contracts.CheckParam(annotationType.RawType == typeof(T), nameof(annotationType), $"{typeof(T)} does not represent the type {annotationType}");
            ValueGetter<T> getter = (ref T destination) => destination = value;
            _annotations[kind] = (annotationType, getter);
        }

        internal void AddAnnotations(DataViewSchema.Annotations annotations)
        {
            foreach (DataViewSchema.Column annotation in annotations.Schema)
                _annotations[annotation.Name] = (annotation.Type, Getters.Of(annotations, annotation));
        }

        internal Member Bind(Type userType)
        {
            Member member = Member.Named(userType, MemberName);
            Contracts.CheckParam(
                member.IsVector == ColumnType is VectorDataViewType,
                "userSchemaDefinition",
                $"The column '{ColumnName}' is of type {ColumnType}, so the member '{MemberName}' must {(member.IsVector ? "not " : string.Empty)}be a vector");
            Type raw = ItemTypes.ItemOf(ColumnType).RawType;
            Contracts.CheckParam(
                raw == member.ItemType, "userSchemaDefinition", $"The column '{ColumnName}' has items of {raw}, but the member '{MemberName}' has {member.ItemType}");
            return member;
        }
    }
}
