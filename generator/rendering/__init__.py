"""From pages to HTML (渲染): one by one, or many in one go."""
